/* The panel's composition root: the window's events and the embedding page go in, the drawn panel comes out. */
import { createRef, render } from "preact";
import { html } from "../shared/html.js";
import { Conversation } from "./conversation.js";
import { Door } from "./door.js";
import { Host } from "./host.js";
import { Panel } from "./parts/panel.js";
import { unreadCount } from "./thread.js";
import { Typist } from "./typist.js";

const root = /** @type {HTMLElement} */ (document.getElementById("panel"));
const channelKey = new URLSearchParams(location.search).get("channel") ?? "";

/** Where one writes. */
const area = /** @type {import("preact").RefObject<HTMLTextAreaElement>} */ (createRef());
/** @type {import("./conversation.js").View|null} */
let view = null;
let opened = false;
let end = true;
/** @type {number|null} */
let newAfter = null;
/** Whether the mark of what is new has been set for this time of looking. */
let marked = false;
/** What the embedding page was told last. */
let told = { unread: 0, keep: /** @type {string|null} */ (null) };

const host = new Host(window, (on) => {
  const opens = on && !opened;
  opened = on;
  update();
  // Not on a phone: its keyboard would rise over the thread.
  if (opens && matchMedia("(pointer: fine)").matches) area.current?.focus({ preventScroll: true });
});
const door = new Door(channelKey, host.kept);
const conversation = new Conversation(door, (next) => {
  view = next;
  draw();
});
const typist = new Typist((on) => conversation.typing(on));

/** @type {import("./parts/panel.js").Acts} */
const acts = {
  send: (text) => {
    newAfter = null;
    conversation.write(text);
  },
  wrote: (hasText) => typist.wrote(hasText),
  again: (client_ref) => conversation.tryAgain(client_ref),
  drop: (client_ref) => conversation.drop(client_ref),
  older: () => void conversation.loadOlder(),
  atEnd: (on) => {
    end = on;
    // Called while drawing: what follows from it is drawn after.
    queueMicrotask(update);
  },
  close: host.embedded ? () => host.tell({ type: "close" }) : null,
};

const isShown = () => opened && !document.hidden;

function draw() {
  if (view === null) return;
  markNew(view);
  const offline = !navigator.onLine;
  render(
    html`<${Panel} view=${view} area=${area} shown=${isShown()} end=${end} offline=${offline} newAfter=${newAfter} acts=${acts} />`,
    root,
  );
  tellHost(view);
}

/** @param {import("./conversation.js").View} now */
function markNew({ thread, link, concealed }) {
  if (!isShown()) {
    marked = false;
    newAfter = null;
  } else if (!marked && link === "live" && !concealed && thread.counted === null) {
    marked = true;
    newAfter = unreadCount(thread) > 0 ? thread.unread.read : null;
  }
}

/** @param {import("./conversation.js").View} now */
function tellHost({ thread, link }) {
  if (thread.counted !== null) return;
  const unread = unreadCount(thread);
  if (unread !== told.unread) host.tell({ type: "unread", count: unread });
  const keep = link !== "live" ? told.keep : thread.timeline.known.length > 0 ? (door.homeless ?? "conversation") : "";
  if (keep !== null && keep !== told.keep) host.tell({ type: "keep", value: keep });
  told = { unread, keep };
}

function update() {
  draw();
  conversation.watch(isShown() && end);
}

addEventListener("online", () => (conversation.wake(), update()));
addEventListener("offline", update);
document.addEventListener("visibilitychange", update);
addEventListener("pagehide", ({ persisted }) => (persisted ? conversation.conceal() : conversation.leave()));
addEventListener("pageshow", ({ persisted }) => persisted && conversation.reveal());
document.addEventListener("freeze", () => conversation.conceal());
document.addEventListener("resume", () => conversation.reveal());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing) acts.close?.();
});

if (!host.embedded) opened = true;
host.ready();
void conversation.start();
update();
