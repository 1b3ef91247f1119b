/* A new password for the agent who sits here. */

import { html } from "../../shared/html.js";
import { Problem } from "../desk/problem.js";
import { useDesk } from "./desk_context.js";
import { Dialog } from "./dialog.js";
import { Field, FormTrouble, useForm } from "./field.js";

/** @param {{returnTo: HTMLElement | null, onClose: () => void}} props */
export function PasswordDialog({ returnTo, onClose }) {
  const { signingIn } = useDesk();
  const { busy, problem, onSubmit } = useForm(async ({ current = "", new: next = "", again = "" }) => {
    if (next !== again) throw new Problem({ status: 422, code: "invalid", detail: "The two new passwords differ." });
    await signingIn.changePassword(current, next);
    onClose();
  });
  return html`<${Dialog} title="Change password" returnTo=${returnTo} onClose=${onClose}>
    <form class="form" onSubmit=${onSubmit}>
      <${FormTrouble} problem=${problem} />
      <${Field} label="Current password" name="current" type="password" autocomplete="current-password" problem=${problem} autofocus />
      <${Field} label="New password" name="new" type="password" autocomplete="new-password" minlength="10" maxlength="200"
        hint="At least 10 characters. Your other sessions will be signed out." advice="10 to 200 characters." problem=${problem} />
      <${Field} label="New password again" name="again" type="password" autocomplete="new-password" minlength="10" maxlength="200" />
      <div class="form-deeds">
        <button type="button" class="btn" onClick=${onClose}>Cancel</button>
        <button type="submit" class="btn main" aria-disabled=${busy ? "true" : undefined}>${busy ? "Changing…" : "Change password"}</button>
      </div>
    </form>
  <//>`;
}
