/* Tells the desk that the visitor is writing: at once, again every few seconds while they go on, and when they stop. */

const REPEAT_MS = 3_000;
const IDLE_MS = 5_000;

export class Typist {
  #send;
  #toldMs = -Infinity;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #idle;

  /** @param {(on: boolean) => void} send */
  constructor(send) {
    this.#send = send;
  }

  /** @param {boolean} hasText  whether something stands in the field after this key press */
  wrote(hasText) {
    if (!hasText) return this.stop();
    const nowMs = Date.now();
    if (nowMs - this.#toldMs >= REPEAT_MS) {
      this.#toldMs = nowMs;
      this.#send(true);
    }
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.stop(), IDLE_MS);
  }

  stop() {
    clearTimeout(this.#idle);
    if (this.#toldMs === -Infinity) return;
    this.#toldMs = -Infinity;
    this.#send(false);
  }
}
