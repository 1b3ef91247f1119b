/* Signing in, and what stands in its place while nobody can: no desk, no admin yet. */

import { html } from "../../shared/html.js";
import { Card } from "./card.js";
import { useDesk } from "./desk_context.js";
import { Field, FormTrouble, useForm } from "./field.js";
import { Icon } from "./icon.js";

/** @param {{reason: string | null}} props  why the agent has to sign in again */
export function SignInPage({ reason }) {
  const { signingIn, store } = useDesk();
  const { busy, problem, onSubmit } = useForm(async ({ email = "", password = "" }) => signingIn.signIn(email, password));
  const kept = store.drafts.value.size > 0 || store.outbox.value.length > 0;
  return html`<${Card} title="Sign in">
    ${reason ? html`<p class="card-note" role="status">${reason}</p>` : html`<p class="card-lead">Welcome back. Your conversations are waiting.</p>`}
    ${kept ? html`<p class="card-kept"><${Icon} name="edit" size=${16} />What you were writing is kept on this page.</p>` : null}
    <form class="form" onSubmit=${onSubmit}>
      <${FormTrouble} problem=${problem} />
      <${Field} label="E-mail" name="email" type="email" autocomplete="username" inputmode="email" autocapitalize="none" spellcheck=${false} autofocus />
      <${Field} label="Password" name="password" type="password" autocomplete="current-password" />
      <button type="submit" class="btn main wide" aria-disabled=${busy ? "true" : undefined}>${busy ? "Signing in…" : "Sign in"}</button>
    </form>
  <//>`;
}

export function UnsetPage() {
  const { signingIn } = useDesk();
  return html`<${Card} title="This desk is not set up yet">
    <p class="card-lead">It has no admin. When the desk was started it printed a one-time set-up link; open that link to make the first admin’s account.</p>
    <p class="card-lead">Lost it? Restart the desk for a new link, or run <code>unsay agent add</code> on the machine it runs on.</p>
    <button type="button" class="btn wide" onClick=${() => void signingIn.whoAmI()}><${Icon} name="retry" size=${16} />Look again</button>
  <//>`;
}

/** @param {{reason: string}} props */
export function UnreachablePage({ reason }) {
  const { signingIn } = useDesk();
  return html`<${Card} title="The desk can’t be reached">
    <p class="card-lead" role="alert">${reason} Trying again every few seconds.</p>
    <button type="button" class="btn wide" onClick=${() => void signingIn.whoAmI()}><${Icon} name="retry" size=${16} />Try now</button>
  <//>`;
}
