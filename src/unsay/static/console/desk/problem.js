/*
 * What the desk answered when it said no, or that it could not be asked. Every failing call ends in one of these.
 * Belongs here: reading problem documents, and whether a deed may have happened all the same.
 */

/** @typedef {{path: string, message: string}} FieldError */

export class Problem extends Error {
  /**
   * @param {object} given
   * @param {number} given.status  0: no answer came
   * @param {string} given.code  the protocol's machine word; `unreachable` when no answer came
   * @param {string} given.detail  a sentence to show
   * @param {number | null} [given.retryAfterMs]
   * @param {readonly FieldError[]} [given.errors]
   */
  constructor({ status, code, detail, retryAfterMs = null, errors = [] }) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfterMs = retryAfterMs;
    this.errors = errors;
  }

  /** Whether what was asked may have been done although nobody said so. */
  get unknown() {
    return this.status === 0 || this.status >= 500;
  }

  /** Whether asking again later, unchanged, is what the desk wants. */
  get passing() {
    return this.unknown || this.status === 429;
  }
}

export const UNREACHABLE = "The desk can’t be reached.";

/** @param {unknown} cause @returns {Problem} */
export function asProblem(cause) {
  if (cause instanceof Problem) return cause;
  return new Problem({ status: 0, code: "unreachable", detail: UNREACHABLE });
}

/**
 * @param {Response} response  one that is not ok
 * @returns {Promise<Problem>}
 */
export async function readProblem(response) {
  const body = await jsonOf(response);
  const text = (/** @type {unknown} */ value) => (typeof value === "string" && value !== "" ? value : null);
  return new Problem({
    status: response.status,
    code: text(body.code) ?? "internal",
    detail: text(body.detail) ?? text(body.title) ?? `The desk answered ${response.status}.`,
    retryAfterMs: retryAfterMs(response.headers.get("Retry-After")),
    errors: Array.isArray(body.errors) ? body.errors : [],
  });
}

/** @param {Response} response @returns {Promise<Record<string, unknown>>} */
async function jsonOf(response) {
  try {
    const body = /** @type {unknown} */ (await response.json());
    return typeof body === "object" && body !== null ? /** @type {Record<string, unknown>} */ (body) : {};
  } catch {
    return {}; // A proxy's page of HTML: the status still says enough.
  }
}

/** @param {string | null} header whole seconds; a date is not what our desk sends */
function retryAfterMs(header) {
  const seconds = Number(header);
  return header !== null && header !== "" && Number.isFinite(seconds) ? Math.max(0, seconds) * 1000 : null;
}
