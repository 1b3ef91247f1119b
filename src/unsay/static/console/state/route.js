/**
 * Where the agent is, as the address says it: `#/mine`, `#/mine/<conversation>`, `#/mine/<conversation>/contact`,
 * `#/search/<conversation>?q=…`, `#/settings/<page>`, `#/views` (a phone's first pane).
 *
 * @typedef {import("./conversations.js").ListName} ListName
 * @typedef {"channels" | "agents" | "tokens" | "audit"} SettingsPage
 * @typedef {{pane: "views"} | {pane: "settings", page: SettingsPage}
 *   | {pane: "list" | "thread" | "contact", list: ListName, conversation: string | null, q: string}} Route
 */

/** @type {readonly ListName[]} */
const LISTS = ["mine", "unassigned", "all", "resolved", "search"];
/** @type {readonly SettingsPage[]} */
const PAGES = ["channels", "agents", "tokens", "audit"];

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @type {Route} */
export const HOME = { pane: "list", list: "mine", conversation: null, q: "" };

/** @param {string} hash as in `location.hash` @returns {Route} */
export function parse(hash) {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [first = "", second = "", third = ""] = path.split("/").map(decoded);
  if (first === "views") return { pane: "views" };
  if (first === "settings") {
    const page = PAGES.find((known) => known === second);
    return page ? { pane: "settings", page } : HOME;
  }
  const list = LISTS.find((known) => known === first);
  if (!list) return HOME;
  const q = list === "search" ? (new URLSearchParams(query).get("q") ?? "") : "";
  // An id that can't be one is not asked for: the live socket would refuse it, and with it everything else.
  if (!UUID.test(second)) return { pane: "list", list, conversation: null, q };
  return { pane: third === "contact" ? "contact" : "thread", list, conversation: second, q };
}

/** @param {Route} route @returns {string} */
export function format(route) {
  if (route.pane === "views") return "#/views";
  if (route.pane === "settings") return `#/settings/${route.page}`;
  /** @type {string[]} */
  const steps = [route.list];
  if (route.pane !== "list" && route.conversation) {
    steps.push(encodeURIComponent(route.conversation));
    if (route.pane === "contact") steps.push("contact");
  }
  const query = route.q ? `?${new URLSearchParams({ q: route.q })}` : "";
  return `#/${steps.join("/")}${query}`;
}

/** The conversation on screen, if any. @param {Route} route @returns {string | null} */
export function shownConversation(route) {
  return route.pane === "thread" || route.pane === "contact" ? route.conversation : null;
}

/** A half-typed percent sign in the address is no reason to fall over. @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
