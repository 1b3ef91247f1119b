/*
 * Making the first admin, by the one-time link the desk printed. The token stands in the address's fragment, which no
 * server ever sees; it leaves the address, and so the history, as soon as it is read.
 */

import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { html } from "../shared/html.js";
import { Http } from "./desk/http.js";
import { Problem, asProblem } from "./desk/problem.js";
import { Card } from "./parts/card.js";
import { Field, FormTrouble, useForm } from "./parts/field.js";
import { Icon } from "./parts/icon.js";

/** @returns {string} the token in the address, which is taken out of it; empty when there is none */
function takeToken() {
  const token = location.hash.slice(1);
  if (token !== "") history.replaceState(null, "", location.pathname);
  return token;
}

const http = new Http({ fetch: window.fetch.bind(window), base: document.baseURI });

/** @typedef {"looking" | "needed" | "done" | {trouble: string}} Standing */

function SetupPage() {
  const [standing, setStanding] = useState(/** @type {Standing} */ ("looking"));
  const [token, setToken] = useState(takeToken);
  const look = async () => {
    setStanding("looking");
    try {
      setStanding((await http.get("setup")).needed ? "needed" : "done");
    } catch (cause) {
      setStanding({ trouble: asProblem(cause).detail });
    }
  };
  useEffect(() => {
    void look();
    // The whole link pasted into the address of a page that had only half of it loads nothing anew.
    const pasted = () => setToken((before) => takeToken() || before);
    addEventListener("hashchange", pasted);
    return () => removeEventListener("hashchange", pasted);
  }, []);
  if (standing === "looking") return html`<${Card} title="Set up Unsay"><p class="card-lead" role="status">Looking…</p><//>`;
  if (typeof standing === "object") {
    return html`<${Card} title="The desk can’t be reached">
      <p class="card-lead" role="alert">${standing.trouble}</p>
      <button type="button" class="btn wide" onClick=${() => void look()}><${Icon} name="retry" size=${16} />Try again</button>
    <//>`;
  }
  if (standing === "done") return html`<${Done} />`;
  return token === "" ? html`<${NoToken} />` : html`<${FirstAdmin} key=${token} token=${token} />`;
}

function Done() {
  return html`<${Card} title="This desk is set up">
    <p class="card-lead">Its first admin has an account already. The set-up link works once.</p>
    <a class="btn main wide" href="./">Go to sign-in</a>
  <//>`;
}

function NoToken() {
  return html`<${Card} title="The link is not complete">
    <p class="card-lead">Open the whole set-up link that the desk printed when it was started, with everything after the # sign.</p>
  <//>`;
}

/** @param {{token: string}} props */
function FirstAdmin({ token }) {
  const { busy, problem, onSubmit } = useForm(async ({ name, email, password, again }) => {
    if (password !== again) throw new Problem({ status: 422, code: "invalid", detail: "The two passwords differ." });
    await http.post("setup", { token, name, email, password });
    location.replace(document.baseURI);
  });
  const used = problem?.code === "not_found";
  return html`<${Card} title="Make the first account">
    <p class="card-lead">You will be the admin of this desk: add channels, agents and settings.</p>
    <form class="form" onSubmit=${onSubmit}>
      ${used
        ? html`<p class="form-trouble" role="alert">This link is no longer valid: it was used, or the desk has printed a newer one since.</p>`
        : html`<${FormTrouble} problem=${problem} />`}
      <${Field} label="Your name" name="name" autocomplete="name" maxlength="200" problem=${problem} autofocus hint="Contacts see it beside your replies." advice="A name is needed." />
      <${Field} label="E-mail" name="email" type="email" autocomplete="username" maxlength="254" problem=${problem} advice="This is not an e-mail address." />
      <${Field} label="Password" name="password" type="password" autocomplete="new-password" minlength="10" maxlength="200" problem=${problem} hint="At least 10 characters." advice="10 to 200 characters." />
      <${Field} label="Password again" name="again" type="password" autocomplete="new-password" minlength="10" maxlength="200" />
      <button type="submit" class="btn main wide" aria-disabled=${busy ? "true" : undefined}>${busy ? "Setting up…" : "Set up the desk"}</button>
    </form>
  <//>`;
}

const root = document.getElementById("setup");
if (root) render(html`<${SetupPage} />`, root);
