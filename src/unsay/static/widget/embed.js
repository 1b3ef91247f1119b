/* The chat button for any page, and a frame with the desk's panel: made when opened, or when idle if there is a conversation. */
// @ts-nocheck: types would not fit the 2 KiB
(() => {
  const script = document.currentScript;
  const channel = script?.dataset.channel;
  const fail = (why) => console.error("Unsay: " + why);
  if (window.unsayChat) return fail("embed.js is on this page twice.");
  if (!channel) return fail('embed.js needs data-channel and must not be a module.');
  window.unsayChat = true;

  const url = new URL("panel?channel=" + encodeURIComponent(channel), script.src);
  const key = "unsay:" + channel;
  let frame;
  let opened = false;
  let unread = 0;

  const node = (name, attributes, inside = "", space = "http://www.w3.org/1999/xhtml") => {
    const made = document.createElementNS(space, name);
    for (const at in attributes) made.setAttribute(at, attributes[at]);
    made.append(inside);
    return made;
  };
  const svg = "http://www.w3.org/2000/svg";
  const path = node("path", {}, "", svg);
  const button = node("button", { type: "button" }, node("svg", { viewBox: "0 0 24 24" }, path, svg));
  const badge = node("b", { "aria-hidden": true });
  const box = node("aside", { "aria-label": "Chat" }, button);
  button.append(badge);

  const css = new CSSStyleSheet();
  css.replaceSync(`:host{all:initial!important;color-scheme:inherit!important}
button,iframe{position:fixed;z-index:2147483000;inset-inline-end:20px;border:0;box-shadow:0 4px 24px #0004}
button{bottom:calc(20px + env(safe-area-inset-bottom));width:56px;height:56px;padding:14px;border-radius:20px 20px 6px;cursor:pointer;background:light-dark(#2d5a4d,#7cc4ad);color:light-dark(#fff,#0e1f19)}
button:focus-visible{outline:3px solid light-dark(#2d5a4d,#7cc4ad);outline-offset:3px}
svg{display:block;fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
b{position:absolute;top:-6px;inset-inline-end:-6px;min-width:22px;padding:0 6px;border-radius:11px;box-sizing:border-box;font:700 12px/22px system-ui;background:#a4462b;color:#fff}b:empty{display:none}
iframe{bottom:92px;width:384px;height:min(640px,100vh - 112px);border-radius:20px;background:light-dark(#fff,#1b1d20);visibility:hidden;opacity:0;transform:translateY(12px);transition:.2s}
.open iframe{visibility:visible;opacity:1;transform:none}
@media(max-width:512px),(max-height:480px){iframe{inset:0;width:100%;height:100dvh;border-radius:0}.open.up button{display:none}}
@media(prefers-reduced-motion){iframe{transition:none}}`);

  const tell = () => frame?.contentWindow?.postMessage({ unsay: 1, type: "shown", on: opened }, url.origin);
  const draw = () => {
    box.classList.toggle("open", opened);
    path.setAttribute("d", opened ? "m6 9.5 6 6 6-6" : "M20 11.5a7.5 7.5 0 0 1-11 6.6L4 20l1.6-4.6A7.5 7.5 0 1 1 20 11.5Z");
    badge.textContent = opened || !unread ? "" : unread > 99 ? "99+" : unread;
    button.ariaExpanded = opened;
    button.ariaLabel = opened ? "Close chat" : unread ? `Open chat, ${unread} unread` : "Open chat";
  };
  const load = () => {
    if (!frame) box.prepend((frame = node("iframe", { src: url, title: "Chat" })));
  };
  const show = (on) => {
    load();
    frame.offsetWidth; // so that the first opening moves too
    opened = on;
    draw();
    tell();
    (on ? frame : button).focus();
  };

  button.onclick = () => show(!opened);
  box.onkeydown = ({ key }) => opened && key == "Escape" && show(false);
  addEventListener("message", ({ origin, source, data }) => {
    if (origin != url.origin || !frame || source != frame.contentWindow || data?.unsay != 1) return;
    if (data.type == "ready") box.classList.add("up"), tell();
    if (data.type == "unread") (unread = data.count), draw();
    if (data.type == "close" && opened) show(false);
    try {
      if (data.type == "conversation") data.on ? (localStorage[key] = 1) : delete localStorage[key];
    } catch {}
  });

  const start = () => {
    const host = node("unsay-chat");
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [css];
    root.append(box);
    document.documentElement.append(host);
    draw();
    try {
      if (localStorage[key]) (window.requestIdleCallback || setTimeout)(load);
    } catch {}
  };
  document.body ? start() : addEventListener("DOMContentLoaded", start);
})();
