/*
 * The course of one page's live session, for both audiences: when to connect, say hello, apply, ack, begin again.
 * Pure: events in, state and effects out; `socket.js` carries the effects out. What the page shows is not known here
 * (timeline.js for the contact). A "place" is the counter the audience is told: `seq` for a contact, `position` for the desk.
 *
 * The law of this file: the page stands at `after` in `epoch`, and only a `changes` frame that begins exactly there moves
 * it on. Anything else — a gap, an overlap, another epoch, a welcome that makes no sense here — is answered by saying
 * hello again, and until its welcome has come nothing that was under way is applied. If it happens a second time
 * before a change could be applied, the connection itself is given up, so that a confused peer cannot make us spin.
 * For the same reason failed tries are forgotten only when a connection has been good for a while (`steady`).
 *
 * The page reports `applied` after every `reset`, `welcome` and `apply` effect, once the person sees no more than that;
 * the ack after a `welcome` repeats what may have been lost with the last connection. The desk's pages don't ack.
 *
 * phase      | what it means
 * stopped    | not wanted: before the start, in the back-forward cache, or gone
 * connecting | the socket is opening
 * greeting   | hello is said, its welcome is awaited
 * catching_up| welcomed, but changes up to `target` are still to come
 * live       | up to date
 * waiting    | the connection was lost; a retry is due
 * ended      | the desk did not accept who we are: whoever is told by `sign_in` starts again, or not
 */

/**
 * @typedef {"stopped"|"connecting"|"greeting"|"catching_up"|"live"|"waiting"|"ended"} Phase
 *
 * @typedef {object} Session
 * @property {Phase} phase
 * @property {number|null} after  the place up to which everything is applied
 * @property {string|null} epoch  the timeline `after` belongs to
 * @property {number|null} target  while catching up: where the welcome said the desk is
 * @property {number|null} acked  the highest place acked on this connection
 * @property {boolean} confused  hello was said again, and no change has been applied since
 * @property {number} attempt  failed tries since the last steady connection
 *
 * @typedef {import("./frames.js").AnyFrame} AnyFrame
 * @typedef {import("./frames.js").AnyWelcome} AnyWelcome
 * @typedef {import("./frames.js").AnyChanges} AnyChanges
 *
 * @typedef {{type: "start"}} Start  be connected from now on
 * @typedef {{type: "stop", bye: boolean}} Stop  be connected no more; `bye`: the page is going for good
 * @typedef {{type: "opened"}} Opened
 * @typedef {{type: "closed", code: number}} Closed
 * @typedef {{type: "frame", frame: AnyFrame|null}} Received  null: unreadable or unknown, ignored
 * @typedef {{type: "applied", upto: number}} Applied  everything up to there is in what the person sees
 * @typedef {{type: "steady"}} Steady  the session has been live for a while
 * @typedef {{type: "retry"}} Retry  the wait of a `wait` effect is over
 * @typedef {{type: "wake"}} Wake  the network, the tab or the machine came back
 * @typedef {{type: "silence"}} Silence  nothing was heard for as long as this phase allows
 * @typedef {Start|Stop|Opened|Closed|Received|Applied|Steady|Retry|Wake|Silence} Event
 *
 * @typedef {{do: "connect"}|{do: "disconnect", bye: boolean}
 *   |{do: "hello", after: number|null, epoch: string|null}
 *   |{do: "reset", frame: AnyWelcome}|{do: "welcome", frame: AnyWelcome}|{do: "apply", frame: AnyChanges}
 *   |{do: "deliver", frame: AnyFrame}|{do: "synced"}|{do: "ack", upto: number}
 *   |{do: "wait", attempt: number}|{do: "sign_in", attempt: number}} Effect
 * @typedef {{state: Session, effects: Effect[]}} Step
 */

/** Close codes of the protocol that ask for more than a retry. */
export const CLOSE = Object.freeze({ NOT_SIGNED_IN: 4401, REVOKED: 4409, TOO_FAST: 4429, RESTARTING: 1012 });
/**
 * Where the waiting starts at least: longer when told off, and spread out when every page of the desk returns at once.
 * @type {ReadonlyMap<number, number>}
 */
const FIRST_ATTEMPT = new Map([[CLOSE.TOO_FAST, 4], [CLOSE.RESTARTING, 2]]);

const CONNECTED = new Set(["greeting", "catching_up", "live"]);

/** @type {Session} */
export const NEW_SESSION = Object.freeze({
  phase: "stopped", after: null, epoch: null, target: null, acked: null, confused: false, attempt: 0,
});

/**
 * @param {Session} state
 * @param {Event} event
 * @returns {Step}
 */
export function stepSession(state, event) {
  switch (event.type) {
    case "start":
      return state.phase === "stopped" || state.phase === "ended" ? connect(state) : stay(state);
    case "stop":
      return stop(state, event.bye);
    case "opened":
      return state.phase === "connecting" ? greet(state, []) : stay(state);
    case "closed":
      return close(state, event.code);
    case "frame":
      return receive(state, event.frame);
    case "applied":
      return ack(state, event.upto);
    case "steady":
      return state.phase === "live" ? stay({ ...state, attempt: 0, confused: false }) : stay(state);
    case "retry":
      return state.phase === "waiting" ? connect(state) : stay(state);
    case "wake":
      return wake(state);
    case "silence":
      return silence(state);
  }
}

/** @param {Session} state @returns {Step} */
function stay(state) {
  return { state, effects: [] };
}

/** @param {Session} state @returns {Step} */
function connect(state) {
  return { state: { ...state, phase: "connecting", target: null, acked: null, confused: false }, effects: [{ do: "connect" }] };
}

/** @param {Session} state @param {Effect[]} before @returns {Step} */
function greet(state, before) {
  const hello = /** @type {const} */ ({ do: "hello", after: state.after, epoch: state.epoch });
  return { state: { ...state, phase: "greeting", target: null }, effects: [...before, hello] };
}

/** @param {Session} state @param {boolean} bye @returns {Step} */
function stop(state, bye) {
  const open = state.phase === "connecting" || CONNECTED.has(state.phase);
  const said = bye && CONNECTED.has(state.phase);
  return { state: { ...state, phase: "stopped" }, effects: open ? [{ do: "disconnect", bye: said }] : [] };
}

/** @param {Session} state @param {number} code @returns {Step} */
function close(state, code) {
  if (state.phase !== "connecting" && !CONNECTED.has(state.phase)) return stay(state);
  if (code === CLOSE.NOT_SIGNED_IN || code === CLOSE.REVOKED) {
    const ended = { ...NEW_SESSION, phase: /** @type {const} */ ("ended"), attempt: state.attempt + 1 };
    return { state: ended, effects: [{ do: "sign_in", attempt: state.attempt }] };
  }
  return wait(state, Math.max(state.attempt, FIRST_ATTEMPT.get(code) ?? 0), []);
}

/** @param {Session} state @param {number} attempt @param {Effect[]} before @returns {Step} */
function wait(state, attempt, before) {
  return { state: { ...state, phase: "waiting", attempt: attempt + 1 }, effects: [...before, { do: "wait", attempt }] };
}

/** @param {Session} state @param {AnyFrame|null} frame @returns {Step} */
function receive(state, frame) {
  if (frame === null || !CONNECTED.has(state.phase)) return stay(state);
  switch (frame.type) {
    case "welcome":
      return state.phase === "greeting" ? welcome(state, /** @type {AnyWelcome} */ (frame)) : stay(state);
    case "changes":
      return state.phase === "greeting" ? stay(state) : change(state, /** @type {AnyChanges} */ (frame));
    default:
      return { state, effects: [{ do: "deliver", frame }] };
  }
}

/** @param {Session} state @param {AnyWelcome} frame @returns {Step} */
function welcome(state, frame) {
  if (frame.reset) {
    return arrive({ ...state, after: frame.upto, epoch: frame.epoch, target: frame.upto, acked: null }, [{ do: "reset", frame }]);
  }
  if (state.after === null || state.epoch !== frame.epoch || frame.upto < state.after) {
    return beginAgain({ ...state, after: null, epoch: null });
  }
  return arrive({ ...state, target: frame.upto, acked: null }, [{ do: "welcome", frame }]);
}

/** @param {Session} state @param {AnyChanges} frame @returns {Step} */
function change(state, frame) {
  if (frame.after !== state.after || frame.upto < frame.after) return beginAgain(state);
  return arrive({ ...state, after: frame.upto, confused: false }, [{ do: "apply", frame }]);
}

/**
 * Decides whether the page is up to date now.
 * @param {Session} state @param {Effect[]} effects @returns {Step}
 */
function arrive(state, effects) {
  if (state.phase === "live") return { state, effects };
  if (Number(state.after) < Number(state.target)) return { state: { ...state, phase: "catching_up" }, effects };
  const live = { ...state, phase: /** @type {const} */ ("live"), target: null };
  return { state: live, effects: [...effects, { do: "synced" }] };
}

/** @param {Session} state @returns {Step} */
function beginAgain(state) {
  if (state.confused) return wait(state, state.attempt, [{ do: "disconnect", bye: false }]);
  return greet({ ...state, confused: true }, []);
}

/** @param {Session} state @param {number} upto @returns {Step} */
function ack(state, upto) {
  const welcomed = state.phase === "live" || state.phase === "catching_up";
  if (!welcomed || state.after === null || upto > state.after || upto <= (state.acked ?? -1)) return stay(state);
  return { state: { ...state, acked: upto }, effects: [{ do: "ack", upto }] };
}

/** @param {Session} state @returns {Step} */
function wake(state) {
  if (state.phase === "waiting") return connect(state);
  return state.phase === "live" || state.phase === "catching_up" ? greet(state, []) : stay(state);
}

/** @param {Session} state @returns {Step} */
function silence(state) {
  if (state.phase === "live") return greet(state, []);
  const open = state.phase === "connecting" || CONNECTED.has(state.phase);
  return open ? wait(state, state.attempt, [{ do: "disconnect", bye: false }]) : stay(state);
}
