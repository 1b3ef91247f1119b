/* A message that was sent and is not in the record yet: on its way, waiting, or refused with the reason. */

import { useEffect, useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { useDesk } from "./desk_context.js";
import { Icon } from "./icon.js";

/** @typedef {import("../state/outbox.js").Send} Send */

/** @param {{send: Send}} props */
export function SendRow({ send }) {
  const { sending } = useDesk();
  return html`<li class=${`msg out sending starts ends ${send.note ? "note" : ""} ${send.phase}`} data-client-ref=${send.clientRef}>
    <span class="spoken">You${send.note ? ", note for the team" : ""}: </span>
    <div class="bubble"><span class="text" dir="auto">${send.text}</span></div>
    <p class="meta" role=${send.phase === "failed" ? "alert" : "status"}><${Standing} send=${send} /></p>
    ${send.phase === "failed" || send.phase === "waiting"
      ? html`<p class="send-actions">
          <button type="button" class="link" onClick=${() => sending.again(send.clientRef)}>Try again</button>
          ${send.phase === "failed" && !send.unknown
            ? html`<button type="button" class="link" onClick=${() => sending.edit(send.clientRef)}>Edit</button>`
            : null}
          <button type="button" class="link" onClick=${() => sending.discard(send.clientRef)}>${send.unknown ? "Stop trying" : "Discard"}</button>
        </p>`
      : null}
  </li>`;
}

/** @param {{send: Send}} props */
function Standing({ send }) {
  switch (send.phase) {
    case "queued":
    case "sending":
      return html`Sending…`;
    case "failed":
      return html`<span class="reached failed"><${Icon} name="warn" size=${13} />${send.unknown ? "May not have been sent" : "Not sent"}: ${send.reason}</span>`;
    case "waiting":
      return html`<${Icon} name="clock" size=${13} />Not sent yet: ${send.reason}${" "}
        ${send.retryAt === null ? null : html`<${RetryIn} at=${send.retryAt} />`}`;
  }
}

/** @param {{at: number}} props */
function RetryIn({ at }) {
  const { time } = useDesk();
  const [now, setNow] = useState(time.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(time.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((at - now) / 1000);
  return html`<span aria-live="off">Trying again ${seconds > 0 ? `in ${seconds} s` : "now"}.</span>`;
}
