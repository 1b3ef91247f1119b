/* The agents: adding one, changing their role, deactivating and letting back in. */

import { useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { asProblem } from "../desk/problem.js";
import { useDesk } from "../parts/desk_context.js";
import { Dialog } from "../parts/dialog.js";
import { Face } from "../parts/face.js";
import { Choice, Field, FormTrouble, useForm } from "../parts/field.js";
import { Icon } from "../parts/icon.js";
import { Empty } from "../parts/states.js";
import { LoadedList, useLoaded } from "./loaded.js";

/** @typedef {import("../types.js").AgentRow} AgentRow */

const ROLES = [
  { value: "agent", label: "Agent" },
  { value: "supervisor", label: "Supervisor" },
  { value: "admin", label: "Admin" },
];

export function AgentsPage() {
  /** @type {import("./loaded.js").Loaded<AgentRow>} */
  const loaded = useLoaded("agents");
  const [adding, setAdding] = useState(false);
  const { store } = useDesk();
  const added = (/** @type {AgentRow} */ agent) => {
    loaded.put(agent);
    setAdding(false);
    store.notify(`${agent.name} can sign in now.`);
  };
  return html`<div class="settings-deeds">
      <button type="button" class="btn main" onClick=${() => setAdding(true)}><${Icon} name="plus" size=${16} />Add an agent</button>
    </div>
    <${LoadedList} loaded=${loaded} empty=${html`<${Empty} icon="agents" title="No agents" />`}>
      <ul class="cards">${loaded.items?.map((agent) => html`<${AgentCard} key=${agent.id} agent=${agent} put=${loaded.put} />`)}</ul>
    <//>
    ${adding ? html`<${AgentDialog} onSaved=${added} onClose=${() => setAdding(false)} />` : null}`;
}

/** @param {{agent: AgentRow, put: (agent: AgentRow) => void}} props */
function AgentCard({ agent, put }) {
  const { http, store } = useDesk();
  const [busy, setBusy] = useState(false);
  const change = async (/** @type {Partial<AgentRow>} */ to) => {
    if (busy) return;
    setBusy(true);
    try {
      put(await http.patch(`agents/${encodeURIComponent(agent.id)}`, to));
    } catch (cause) {
      store.notifyProblem(asProblem(cause));
      put({ ...agent });
    } finally {
      setBusy(false);
    }
  };
  const here = store.company.value.agents.includes(agent.id);
  const me = agent.id === store.me;
  return html`<li class=${`item ${agent.active ? "" : "inactive"}`}>
    <div class="item-head">
      <${Face} id=${agent.id} name=${agent.name} online=${here} />
      <div class="item-words"><b>${agent.name}${me ? " (you)" : ""}</b><p>${agent.email}${agent.active ? "" : " · deactivated"}${here ? " · here now" : ""}</p></div>
      <select class="btn" aria-label=${`Role of ${agent.name}`} value=${agent.role} disabled=${busy}
        onChange=${(/** @type {Event} */ event) => void change({ role: /** @type {any} */ (event.target).value })}>
        ${ROLES.map((role) => html`<option key=${role.value} value=${role.value} selected=${role.value === agent.role}>${role.label}</option>`)}
      </select>
      <button type="button" class="btn" aria-disabled=${busy ? "true" : undefined}
        aria-label=${`${agent.active ? "Deactivate" : "Activate"} ${agent.name}`} onClick=${() => void change({ active: !agent.active })}>
        ${agent.active ? "Deactivate" : "Activate"}
      </button>
    </div>
  </li>`;
}

/** @param {{onSaved: (agent: AgentRow) => void, onClose: () => void}} props */
function AgentDialog({ onSaved, onClose }) {
  const { http } = useDesk();
  const { busy, problem, onSubmit } = useForm(async ({ name, email, role, password }) => {
    onSaved(await http.post("agents", { name, email, role, password }));
  });
  return html`<${Dialog} title="Add an agent" onClose=${onClose}>
    <form class="form" onSubmit=${onSubmit}>
      <${FormTrouble} problem=${problem} />
      <${Field} label="Name" name="name" maxlength="200" autocomplete="off" problem=${problem} autofocus hint="Contacts see it beside replies." advice="A name is needed." />
      <${Field} label="E-mail" name="email" type="email" maxlength="254" autocomplete="off" problem=${problem} advice="This is not an e-mail address." />
      <${Choice} label="Role" name="role" options=${ROLES} hint="Supervisors also see the audit; admins also change settings. Nobody can recall another’s message." />
      <${Field} label="First password" name="password" type="password" minlength="10" maxlength="200" autocomplete="new-password" problem=${problem}
        hint="At least 10 characters. They can change it after signing in." advice="10 to 200 characters." />
      <div class="form-deeds">
        <button type="button" class="btn" onClick=${onClose}>Cancel</button>
        <button type="submit" class="btn main" aria-disabled=${busy ? "true" : undefined}>Add</button>
      </div>
    </form>
  <//>`;
}
