/* The channels: a new website, the line that goes into its pages, how long a recall is allowed there. */

import { useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { useDesk } from "../parts/desk_context.js";
import { Dialog } from "../parts/dialog.js";
import { Field, FormTrouble, useForm } from "../parts/field.js";
import { Icon } from "../parts/icon.js";
import { Empty } from "../parts/states.js";
import { channelKindInWords } from "../state/words.js";
import { LoadedList, useLoaded } from "./loaded.js";
import { Copyable } from "./secret.js";

/** @typedef {import("../types.js").Channel} Channel */
/** @typedef {import("../types.js").NewChannel} NewChannel */

export function ChannelsPage() {
  /** @type {import("./loaded.js").Loaded<Channel>} */
  const loaded = useLoaded("channels");
  const [editing, setEditing] = useState(/** @type {Channel | "new" | null} */ (null));
  const [made, setMade] = useState(/** @type {NewChannel | null} */ (null));
  const saved = (/** @type {Channel} */ channel) => {
    loaded.put(channel);
    if (editing === "new") setMade(/** @type {NewChannel} */ (channel));
    setEditing(null);
  };
  const add = html`<button type="button" class="btn main" onClick=${() => setEditing("new")}><${Icon} name="plus" size=${16} />Add a website</button>`;
  return html`<div class="settings-deeds">${add}</div>
    ${made ? html`<${Made} channel=${made} onDone=${() => setMade(null)} />` : null}
    <${LoadedList} loaded=${loaded} empty=${html`<${Empty} icon="channels" title="No channel yet">Add a website to get the line for its pages.<//>`}>
      <ul class="cards">
        ${loaded.items?.map((channel) => html`<${ChannelCard} key=${channel.id} channel=${channel} onEdit=${() => setEditing(channel)} />`)}
      </ul>
    <//>
    ${editing ? html`<${ChannelDialog} channel=${editing === "new" ? null : editing} onSaved=${saved} onClose=${() => setEditing(null)} />` : null}`;
}

/** @param {{channel: NewChannel, onDone: () => void}} props */
function Made({ channel, onDone }) {
  return html`<section class="made" role="status">
    <h3><${Icon} name="check" size=${18} />${channel.name} is ready</h3>
    <${Copyable} label="Put this line into the website’s pages" value=${channel.snippet} />
    <${Copyable} once label="Identity secret, for signing who your visitors are" value=${channel.identity_secret} />
    <button type="button" class="btn" onClick=${onDone}>Done</button>
  </section>`;
}

/** @param {{channel: Channel, onEdit: () => void}} props */
function ChannelCard({ channel, onEdit }) {
  const website = channel.kind === "website";
  return html`<li class="item">
    <div class="item-head">
      <span class="item-mark"><${Icon} name="channels" /></span>
      <div class="item-words"><b>${channel.name}</b><p>${channelKindInWords(channel.kind)} · recall within ${inWords(channel.recall_window_seconds)}</p></div>
      <button type="button" class="btn" aria-label=${`Change ${channel.name}`} onClick=${onEdit}><${Icon} name="edit" size=${16} />Change</button>
    </div>
    <p class="item-more">${channel.origins.length ? html`Embedded on ${channel.origins.map((o) => html`<code key=${o}>${o}</code> `)}` : "May be embedded anywhere: no origins are listed."}</p>
    ${website ? html`<${Copyable} label="The line for its pages" value=${snippetOf(channel)} />` : null}
  </li>`;
}

/** @param {{channel: Channel | null, onSaved: (channel: Channel) => void, onClose: () => void}} props  null: a new one */
function ChannelDialog({ channel, onSaved, onClose }) {
  const { http } = useDesk();
  const { busy, problem, onSubmit } = useForm(async ({ name = "", origins = "", recall_window_seconds: minutes = "" }) => {
    const body = { name, origins: origins.split(/\s+/).filter(Boolean), recall_window_seconds: Math.round(Number(minutes) * 60) };
    onSaved(channel ? await http.patch(`channels/${encodeURIComponent(channel.id)}`, body) : await http.post("channels", body));
  });
  return html`<${Dialog} title=${channel ? "Change the channel" : "Add a website"} onClose=${onClose}>
    <form class="form" onSubmit=${onSubmit}>
      <${FormTrouble} problem=${problem} />
      <${Field} label="Name" name="name" maxlength="200" defaultValue=${channel?.name ?? ""} problem=${problem} autofocus
        hint="What agents and visitors see, such as the shop’s name." advice="A name is needed." />
      <${Field} label="Where it may be embedded" name="origins" required=${false} defaultValue=${channel?.origins.join(" ") ?? ""}
        problem=${problem} placeholder="https://shop.example" hint="Whole origins, with spaces between. None: anywhere." advice="Each needs its scheme and host and nothing more, such as https://shop.example" spellcheck=${false} autocapitalize="none" />
      <${Field} label="Time for recalling, in minutes" name="recall_window_seconds" type="number" min="0" max="1440" step="any"
        defaultValue=${String((channel?.recall_window_seconds ?? 300) / 60)} problem=${problem} hint="0 turns recalling off on this channel; at most a day (1440)." advice="From 0 to 1440 minutes." />
      <div class="form-deeds">
        <button type="button" class="btn" onClick=${onClose}>Cancel</button>
        <button type="submit" class="btn main" aria-disabled=${busy ? "true" : undefined}>${channel ? "Save" : "Add"}</button>
      </div>
    </form>
  <//>`;
}

/** The loader's line as the protocol has it. @param {Channel} channel */
function snippetOf(channel) {
  return `<script async src="${new URL("embed.js", document.baseURI)}" data-channel="${channel.key}"></script>`;
}

/** @param {number} seconds */
function inWords(seconds) {
  if (seconds % 60 !== 0) return `${seconds} seconds`;
  return seconds === 60 ? "1 minute" : `${seconds / 60} minutes`;
}
