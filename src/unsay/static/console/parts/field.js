/* A labelled input with its hint and its error, and a form that shows what the desk had against it. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { asProblem } from "../desk/problem.js";

/** @typedef {import("../desk/problem.js").Problem} Problem */

/**
 * @param {{label: string, name: string, type?: string, hint?: string, advice?: string, problem?: Problem | null,
 *   required?: boolean, [more: string]: any}} props  `advice`: what to say when the desk refuses it, since the desk speaks
 *   to programs there; everything else goes to the input
 */
export function Field({ label, name, type = "text", hint, advice, problem, required = true, ...more }) {
  const id = useId();
  const input = useFocusAtOnce(Boolean(more.autofocus));
  const refused = problem?.errors.find(({ path }) => path === name || path.startsWith(`${name}[`) || path.startsWith(`${name}.`));
  const error = refused && (advice ?? refused.message);
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return html`<div class="field">
    <label for=${id}>${label}${required ? null : html` <span class="optional">optional</span>`}</label>
    <input ref=${input} id=${id} name=${name} type=${type} required=${required} aria-invalid=${error ? "true" : undefined}
      aria-describedby=${described || undefined} ...${more} />
    ${hint ? html`<p class="field-hint" id=${`${id}-hint`}>${hint}</p>` : null}
    ${error ? html`<p class="field-error" id=${`${id}-error`}>${error}</p>` : null}
  </div>`;
}

/**
 * The browser's own autofocus does nothing in a page that has had the focus elsewhere before.
 * @param {boolean} wanted
 */
function useFocusAtOnce(wanted) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    if (wanted && document.activeElement === document.body) input.current?.focus();
  }, []);
  return input;
}

/** @param {{label: string, name: string, options: readonly {value: string, label: string}[], hint?: string, value?: string}} props */
export function Choice({ label, name, options, hint, value }) {
  const id = useId();
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} name=${name} aria-describedby=${hint ? `${id}-hint` : undefined}>
      ${options.map((o) => html`<option key=${o.value} value=${o.value} selected=${o.value === value}>${o.label}</option>`)}
    </select>
    ${hint ? html`<p class="field-hint" id=${`${id}-hint`}>${hint}</p>` : null}
  </div>`;
}

/** What the desk had against a form. @param {{problem: Problem | null}} props */
export function FormTrouble({ problem }) {
  if (!problem) return null;
  const marked = problem.code === "invalid" && problem.errors.length > 0;
  return html`<p class="form-trouble" role="alert">${marked ? "Please check what is marked below." : problem.detail}</p>`;
}

/**
 * Sends a form once at a time and keeps what went wrong. What was typed stays in the fields.
 * @param {(data: Record<string, string>, form: HTMLFormElement) => Promise<void>} deed
 */
export function useForm(deed) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const onSubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (busy) return;
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      await deed(/** @type {Record<string, string>} */ (Object.fromEntries(new FormData(form))), form);
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, onSubmit, setProblem };
}
