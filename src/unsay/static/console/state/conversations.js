/**
 * What the console knows of conversations: each at its highest version, and how far down each list was loaded.
 * Pure. Belongs here: which conversations a list shows and in what order. Not here: fetching them.
 *
 * @typedef {import("../types.js").Conversation} Conversation
 * @typedef {"mine" | "unassigned" | "all" | "resolved" | "search"} ListName
 * @typedef {{phase: "loading" | "ready" | "failed", next: string | null, floor: string | null, found: string[],
 *   trouble: string | null}} List
 * `floor`: nothing that was active before it was loaded yet, so a list shows nothing older: it would leave a gap.
 * `found`: the ids of a search, which only the desk can match.
 * @typedef {{byId: ReadonlyMap<string, Conversation>, readUpto: ReadonlyMap<string, number>,
 *   lists: Readonly<Partial<Record<ListName, List>>>}} Conversations
 */

/** @type {Conversations} */
export const NONE = { byId: new Map(), readUpto: new Map(), lists: {} };

/** @type {readonly Exclude<ListName, "search">[]} */
export const NAMES = ["mine", "unassigned", "all", "resolved"];

/** The query that asks the desk for a list. @type {Record<Exclude<ListName, "search">, Record<string, string>>} */
export const QUERIES = {
  mine: { status: "open", assignee: "me" },
  unassigned: { status: "open", assignee: "none" },
  all: { status: "open" },
  resolved: { status: "resolved" },
};

/**
 * Takes conversations from any answer or frame: of two versions the higher stays.
 * @param {Conversations} state @param {readonly Conversation[]} heard @returns {Conversations}
 */
export function hear(state, heard) {
  const byId = new Map(state.byId);
  for (const conversation of heard) {
    const known = byId.get(conversation.id);
    if (known && known.version > conversation.version) continue;
    byId.set(conversation.id, quieted(conversation, state.readUpto.get(conversation.id)));
  }
  return { ...state, byId };
}

/**
 * Takes messages heard before the conversation they change: the last thing said shows in the list at once.
 * @param {Conversations} state @param {readonly import("../types.js").Message[]} messages @returns {Conversations}
 */
export function hearMessages(state, messages) {
  let byId = state.byId;
  for (const message of messages) {
    const known = byId.get(message.conversation_id);
    if (!known || known.version >= message.version || (known.last_message?.position ?? 0) > message.position) continue;
    const isNewer = known.last_message?.id !== message.id;
    const last_activity_at = isNewer && message.kind !== "note" ? message.sent_at : known.last_activity_at;
    byId = new Map(byId).set(known.id, { ...known, last_message: message, last_activity_at });
  }
  return byId === state.byId ? state : { ...state, byId };
}

/**
 * Notes that this console has read up to `position`; an answer rendered before that no longer counts as unread.
 * @param {Conversations} state @param {string} id @param {number} position @returns {Conversations}
 */
export function read(state, id, position) {
  if ((state.readUpto.get(id) ?? 0) >= position) return state;
  const readUpto = new Map(state.readUpto).set(id, position);
  const known = state.byId.get(id);
  if (!known) return { ...state, readUpto };
  return { ...state, readUpto, byId: new Map(state.byId).set(id, quieted(known, position)) };
}

/** @param {Conversation} conversation @param {number | undefined} readUpto @returns {Conversation} */
function quieted(conversation, readUpto) {
  const last = conversation.last_message?.position ?? 0;
  return conversation.unread && readUpto !== undefined && last <= readUpto
    ? { ...conversation, unread: 0 }
    : conversation;
}

/**
 * @param {Conversations} state @param {string} id @param {boolean} online @returns {Conversations}
 */
export function presence(state, id, online) {
  let changed = false;
  const byId = new Map(state.byId);
  for (const conversation of state.byId.values()) {
    if (conversation.contact.id !== id || conversation.online === online) continue;
    byId.set(conversation.id, { ...conversation, online });
    changed = true;
  }
  return changed ? { ...state, byId } : state;
}

/** @param {Conversations} state @param {ListName} name @returns {Conversations} */
export function listAsked(state, name) {
  const before = state.lists[name] ?? { next: null, floor: null, found: [] };
  return withList(state, name, { ...before, phase: "loading", trouble: null });
}

/** @param {Conversations} state @param {ListName} name @param {string} trouble @returns {Conversations} */
export function listFailed(state, name, trouble) {
  const before = state.lists[name] ?? { next: null, floor: null, found: [] };
  return withList(state, name, { ...before, phase: "failed", trouble });
}

/**
 * Takes a page of a list: the first one anew, or one more below what was there.
 * @param {Conversations} state @param {ListName} name
 * @param {import("../types.js").ConversationPage} page @param {{further: boolean}} how @returns {Conversations}
 */
export function listLoaded(state, name, page, { further }) {
  const oldest = page.items.reduce(
    (/** @type {string | null} */ low, c) => (low === null || c.last_activity_at < low ? c.last_activity_at : low),
    null,
  );
  const ids = page.items.map((c) => c.id);
  return withList(hear(state, page.items), name, {
    phase: "ready",
    next: page.next,
    floor: page.next === null ? null : oldest,
    found: further ? [...(state.lists[name]?.found ?? []), ...ids] : ids,
    trouble: null,
  });
}

/** @param {Conversations} state @param {ListName} name @param {List} list @returns {Conversations} */
function withList(state, name, list) {
  return { ...state, lists: { ...state.lists, [name]: list } };
}

/**
 * The conversations of a list, the most recently active first.
 * @param {Conversations} state @param {ListName} name @param {string} me @returns {Conversation[]}
 */
export function inList(state, name, me) {
  const list = state.lists[name];
  if (!list) return [];
  const found = name === "search" ? new Set(list.found) : null;
  const floor = list.floor;
  return [...state.byId.values()]
    .filter((c) => (found ? found.has(c.id) : belongs(c, name, me) && (floor === null || c.last_activity_at >= floor)))
    .sort(byActivity);
}

/** @param {Conversation} c @param {ListName} name @param {string} me */
function belongs(c, name, me) {
  if (name === "resolved") return c.status === "resolved";
  if (c.status !== "open") return false;
  if (name === "mine") return c.assignee?.id === me;
  return name === "unassigned" ? c.assignee === null : true;
}

/** @param {Conversation} a @param {Conversation} b */
function byActivity(a, b) {
  if (a.last_activity_at !== b.last_activity_at) return a.last_activity_at < b.last_activity_at ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

/**
 * How many a list holds, and whether there are more than were loaded, and whether any is unread.
 * @param {Conversations} state @param {ListName} name @param {string} me
 * @returns {{count: number, more: boolean, unread: boolean} | null} null while not loaded
 */
export function tally(state, name, me) {
  const list = state.lists[name];
  if (!list || list.phase !== "ready") return null;
  const shown = inList(state, name, me);
  return { count: shown.length, more: list.next !== null, unread: shown.some((c) => c.unread > 0) };
}
