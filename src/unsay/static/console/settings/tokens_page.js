/* The API tokens: making one (its secret is shown once) and revoking one. */

import { useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { fullTime } from "../../shared/time.js";
import { asProblem } from "../desk/problem.js";
import { useDesk } from "../parts/desk_context.js";
import { Dialog } from "../parts/dialog.js";
import { Choice, Field, FormTrouble, useForm } from "../parts/field.js";
import { Icon } from "../parts/icon.js";
import { Empty } from "../parts/states.js";
import { LoadedList, useLoaded } from "./loaded.js";
import { Copyable } from "./secret.js";

/** @typedef {import("../types.js").ApiToken} ApiToken */
/** @typedef {import("../types.js").NewApiToken} NewApiToken */

const SCOPES = [
  { value: "read", label: "Read" },
  { value: "reply", label: "Read and reply" },
  { value: "admin", label: "Everything an admin may" },
];

export function TokensPage() {
  /** @type {import("./loaded.js").Loaded<ApiToken>} */
  const loaded = useLoaded("tokens");
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState(/** @type {NewApiToken | null} */ (null));
  const saved = (/** @type {NewApiToken} */ token) => {
    loaded.put(token);
    setMade(token);
    setAdding(false);
  };
  return html`<div class="settings-deeds">
      <button type="button" class="btn main" onClick=${() => setAdding(true)}><${Icon} name="plus" size=${16} />Add a token</button>
    </div>
    ${made
      ? html`<section class="made" role="status">
          <h3><${Icon} name="check" size=${18} />${made.name} is ready</h3>
          <${Copyable} once label="The token" value=${made.secret} />
          <button type="button" class="btn" onClick=${() => setMade(null)}>Done</button>
        </section>`
      : null}
    <${LoadedList} loaded=${loaded} empty=${html`<${Empty} icon="tokens" title="No API tokens">Programs that write or read in your name need one.<//>`}>
      <ul class="cards">${loaded.items?.map((token) => html`<${TokenCard} key=${token.id} token=${token} put=${loaded.put} />`)}</ul>
    <//>
    ${adding ? html`<${TokenDialog} onSaved=${saved} onClose=${() => setAdding(false)} />` : null}`;
}

/** @param {{token: ApiToken, put: (token: ApiToken) => void}} props */
function TokenCard({ token, put }) {
  const { http, store } = useDesk();
  const [asked, setAsked] = useState(false);
  const revoke = async () => {
    try {
      await http.delete(`tokens/${encodeURIComponent(token.id)}`);
      put({ ...token, revoked_at: new Date(store.deskNow()).toISOString() });
    } catch (cause) {
      store.notifyProblem(asProblem(cause));
    }
    setAsked(false);
  };
  const scope = SCOPES.find((known) => known.value === token.scope)?.label ?? token.scope;
  return html`<li class=${`item ${token.revoked_at ? "inactive" : ""}`}>
    <div class="item-head">
      <span class="item-mark"><${Icon} name="tokens" /></span>
      <div class="item-words"><b>${token.name}</b>
        <p>${scope} · made ${fullTime(token.created_at)}${token.revoked_at ? ` · revoked ${fullTime(token.revoked_at)}` : ""}</p></div>
      ${token.revoked_at ? null : html`<button type="button" class="btn" aria-label=${`Revoke ${token.name}`} onClick=${() => setAsked(true)}>Revoke</button>`}
    </div>
    ${asked
      ? html`<div class="sure" role="alert"><span>Programs that use it stop working at once, for good.</span>
          <button type="button" class="btn danger" onClick=${() => void revoke()}>Revoke it</button>
          <button type="button" class="btn" onClick=${() => setAsked(false)}>Keep it</button></div>`
      : null}
  </li>`;
}

/** @param {{onSaved: (token: NewApiToken) => void, onClose: () => void}} props */
function TokenDialog({ onSaved, onClose }) {
  const { http } = useDesk();
  const { busy, problem, onSubmit } = useForm(async ({ name, scope }) => onSaved(await http.post("tokens", { name, scope })));
  return html`<${Dialog} title="Add an API token" onClose=${onClose}>
    <form class="form" onSubmit=${onSubmit}>
      <${FormTrouble} problem=${problem} />
      <${Field} label="Name" name="name" maxlength="200" autocomplete="off" problem=${problem} autofocus hint="Contacts see it beside what the bot writes." advice="A name is needed." />
      <${Choice} label="What it may do" name="scope" options=${SCOPES} value="reply" />
      <div class="form-deeds">
        <button type="button" class="btn" onClick=${onClose}>Cancel</button>
        <button type="submit" class="btn main" aria-disabled=${busy ? "true" : undefined}>Add</button>
      </div>
    </form>
  <//>`;
}
