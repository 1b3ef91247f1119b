/* What agents did and tried, newest first. */

import { useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { clockTime, dayLabel, fullTime, sameDay } from "../../shared/time.js";
import { useDesk } from "../parts/desk_context.js";
import { Icon } from "../parts/icon.js";
import { Empty } from "../parts/states.js";
import { format } from "../state/route.js";
import { auditKindInWords, refusalInWords } from "../state/words.js";
import { LoadedList, useLoaded } from "./loaded.js";

/** @typedef {import("../types.js").AuditEntry} AuditEntry */

const KINDS = [
  { value: "", label: "Everything" },
  { value: "recall", label: "Recalls" },
  { value: "recall_refused", label: "Refused recalls" },
  { value: "sign_in", label: "Sign-ins" },
  { value: "sign_in_failed", label: "Failed sign-ins" },
];

export function AuditPage() {
  const [kind, setKind] = useState("");
  /** @type {import("./loaded.js").Loaded<AuditEntry>} */
  const loaded = useLoaded("audit", { kind: kind || null });
  const items = loaded.items ?? [];
  return html`<div class="settings-deeds">
      <label class="filter">Show <select class="btn" value=${kind} onChange=${(/** @type {Event} */ event) => setKind(/** @type {HTMLSelectElement} */ (event.target).value)}>
        ${KINDS.map((k) => html`<option key=${k.value} value=${k.value} selected=${k.value === kind}>${k.label}</option>`)}
      </select></label>
    </div>
    <${LoadedList} loaded=${loaded} empty=${html`<${Empty} icon="audit" title="Nothing yet">What agents do and try appears here.<//>`}>
      <ol class="audit">
        ${items.map((entry, i) => html`<${Line} key=${entry.id} entry=${entry} newDay=${i === 0 || !sameDay(entry.at, items[i - 1]?.at ?? entry.at)} />`)}
      </ol>
    <//>`;
}

/** @param {{entry: AuditEntry, newDay: boolean}} props */
function Line({ entry, newDay }) {
  const { time } = useDesk();
  const recall = entry.kind === "recall" || entry.kind === "recall_refused";
  const address = entry.conversation_id
    ? format({ pane: "thread", list: "all", conversation: entry.conversation_id, q: "" })
    : null;
  return html`<li>
    ${newDay ? html`<h3 class="audit-day">${dayLabel(entry.at, time.now())}</h3>` : null}
    <div class=${`audit-line ${recall ? "about-recall" : ""}`}>
      <time datetime=${entry.at} title=${fullTime(entry.at)}>${clockTime(entry.at)}</time>
      <span class="audit-what">${recall ? html`<${Icon} name="recall" size=${14} />` : null}<b>${entry.agent?.name ?? nobodyInWords(entry.kind)}</b>
        ${" "}${lowerFirst(auditKindInWords(entry.kind))}${entry.code ? html`<span class="audit-why">: ${refusalInWords(entry.code)}</span>` : null}</span>
      <span class="audit-from">${entry.from ? `from ${entry.from}` : ""}</span>
      ${address ? html`<a href=${address}>conversation</a>` : null}
    </div>
  </li>`;
}

/** Who did what no agent did: a sign-in that failed may be anyone's, the rest is done on the machine itself. @param {string} kind */
function nobodyInWords(kind) {
  return kind.startsWith("sign_in") ? "Somebody" : "Whoever runs the desk";
}

/** @param {string} words */
function lowerFirst(words) {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
