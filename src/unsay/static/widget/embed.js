/* The chat button, and the desk's panel in a frame: made when opened, or when idle if there is a conversation. */
// @ts-nocheck: types would not fit the 2 KiB
(() => {
  const script = document.currentScript;
  const channel = script?.dataset.channel;
  if (!channel || window.unsayChat) return console.error("Unsay: embed.js twice, as a module, or without data-channel.");
  window.unsayChat = true;

  const url = new URL("panel?channel=" + encodeURIComponent(channel), script.src);
  const key = "unsay:" + channel;
  let frame, unread;
  let up = "";
  let opened = false;

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
button,iframe{position:fixed;z-index:999999999;inset-inline-end:20px;border:0;box-shadow:0 0 0 1px #8883,0 4px 24px #0004}
button{bottom:calc(20px + env(safe-area-inset-bottom));width:56px;height:56px;padding:14px;border-radius:20px 20px 6px;cursor:pointer;background:light-dark(#2d5a4d,#7cc4ad);color:light-dark(#fff,#0e1f19)}
button:focus-visible{outline:3px solid light-dark(#2d5a4d,#7cc4ad);outline-offset:3px}
svg{display:block;fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
b{position:absolute;top:-6px;inset-inline-end:-6px;min-width:10px;padding:0 6px;border-radius:11px;font:700 12px/22px system-ui;background:#a4462b;color:#fff}b:empty,.open b{display:none}
iframe{bottom:92px;width:384px;height:min(640px,100vh - 112px);border-radius:20px;background:light-dark(#fff,#1b1d20);visibility:hidden;opacity:0;translate:0 12px;transition:.2s}
.open iframe{visibility:visible;opacity:1;translate:0}
@media(max-width:512px),(max-height:480px){iframe{inset:0;width:100%;height:100dvh;border-radius:0}.open.up button{display:none}}
@media(prefers-reduced-motion){iframe{transition:none}}`);

  // Who the visitor is, for a panel that may not store it.
  const kept = (value) => {
    try {
      if (value != null) localStorage[key] = value;
      return localStorage[key];
    } catch {}
  };
  const tell = () => up && frame.contentWindow.postMessage({ unsay: 1, type: "shown", on: opened, kept: kept() }, url.origin);
  const draw = () => {
    box.className = (opened ? "open " : "") + up;
    path.setAttribute("d", opened ? "m6 9.5 6 6 6-6" : "M20 11.5a7.5 7.5 0 0 1-11 6.6L4 20l1.6-4.6A7.5 7.5 0 1 1 20 11.5Z");
    badge.textContent = unread > 99 ? "99+" : unread || "";
    button.ariaExpanded = opened;
    button.ariaLabel = opened ? "Close chat" : "Open chat" + (unread ? `, ${unread} unread` : "");
  };
  const load = () => {
    frame || box.prepend((frame = node("iframe", { src: url, title: "Chat" })));
  };
  const show = (on) => {
    load();
    frame.offsetWidth; // so that the first opening moves
    opened = on;
    draw();
    tell();
    (on ? frame : button).focus();
  };

  button.onclick = () => show(!opened);
  box.onkeydown = ({ key }) => opened && key == "Escape" && show(false);
  addEventListener("message", ({ origin, source, data }) => {
    if (origin != url.origin || !frame || source != frame.contentWindow || data?.unsay != 1) return;
    if (data.type == "ready") (up = "up"), draw(), tell();
    if (data.type == "unread") (unread = data.count), draw();
    if (data.type == "keep") kept(data.value);
    if (data.type == "close" && opened) show(false);
  });

  const start = () => {
    const host = node("unsay-chat");
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [css];
    root.append(box);
    document.documentElement.append(host);
    draw();
    if (kept()) (window.requestIdleCallback || setTimeout)(load);
  };
  document.body ? start() : addEventListener("DOMContentLoaded", start);
})();
