/**
 * Who else is about: typing, viewing, signed in with a live console. Nothing here is stored by the desk, so all of it
 * fades unless it is repeated.
 *
 * @typedef {{kind: "contact" | "agent" | "bot", id: string, name: string}} Person
 * @typedef {{person: Person, typingUntil: number, viewingUntil: number}} Presence
 * @typedef {{byConversation: ReadonlyMap<string, readonly Presence[]>, agents: readonly string[]}} Company
 * @typedef {{conversation_id: string, from: Person, typing?: boolean, viewing?: boolean}} Signal
 */

export const TYPING_LASTS_MS = 6_000;
export const VIEWING_LASTS_MS = 10_000;

/** @type {Company} */
export const ALONE = { byConversation: new Map(), agents: [] };

/** @param {Company} company @param {Signal} signal @param {number} now @returns {Company} */
export function signalled(company, signal, now) {
  const present = company.byConversation.get(signal.conversation_id) ?? [];
  const before = present.find((p) => same(p.person, signal.from));
  /** @type {Presence} */
  const next = {
    person: signal.from,
    typingUntil: until(signal.typing, now + TYPING_LASTS_MS, before?.typingUntil),
    viewingUntil: until(signal.viewing, now + VIEWING_LASTS_MS, before?.viewingUntil),
  };
  const others = present.filter((p) => !same(p.person, signal.from));
  return withPresent(company, signal.conversation_id, stillHere([...others, next], now));
}

/** What a contact said arrived: they are no longer typing it. @param {Company} company @param {string} conversationId @param {string} personId */
export function spoke(company, conversationId, personId) {
  const present = company.byConversation.get(conversationId);
  if (!present?.some((p) => p.person.id === personId && p.typingUntil > 0)) return company;
  return withPresent(
    company,
    conversationId,
    present.map((p) => (p.person.id === personId ? { ...p, typingUntil: 0 } : p)),
  );
}

/** Lets go of everything whose time is over. @param {Company} company @param {number} now @returns {Company} */
export function faded(company, now) {
  let next = company;
  for (const [id, present] of company.byConversation) {
    const left = stillHere(present, now);
    if (left.length !== present.length || left.some((p) => p.typingUntil && p.typingUntil <= now)) {
      next = withPresent(next, id, left.map((p) => (p.typingUntil <= now ? { ...p, typingUntil: 0 } : p)));
    }
  }
  return next;
}

/** @param {Company} company @param {string} conversationId @param {string} me @returns {{typing: Person[], viewing: Person[]}} */
export function inConversation(company, conversationId, me) {
  const others = (company.byConversation.get(conversationId) ?? []).filter((p) => p.person.id !== me);
  return {
    typing: others.filter((p) => p.typingUntil > 0).map((p) => p.person),
    viewing: others.filter((p) => p.typingUntil === 0 && p.person.kind === "agent").map((p) => p.person),
  };
}

/** @param {boolean | undefined} on @param {number} lasts @param {number | undefined} before */
function until(on, lasts, before) {
  if (on === undefined) return before ?? 0;
  return on ? lasts : 0;
}

/** @param {readonly Presence[]} present @param {number} now */
function stillHere(present, now) {
  return present.filter((p) => p.typingUntil > now || p.viewingUntil > now);
}

/** @param {Company} company @param {string} id @param {readonly Presence[]} present @returns {Company} */
function withPresent(company, id, present) {
  const byConversation = new Map(company.byConversation);
  if (present.length) byConversation.set(id, present);
  else byConversation.delete(id);
  return { ...company, byConversation };
}

/** @param {Person} a @param {Person} b */
function same(a, b) {
  return a.kind === b.kind && a.id === b.id;
}
