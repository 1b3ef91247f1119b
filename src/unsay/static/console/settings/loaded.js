/* A list from the desk's API as a settings page needs it: loading, failed, loaded page by page, changed in place. */

import { useEffect, useState } from "preact/hooks";
import { html } from "../../shared/html.js";
import { asProblem } from "../desk/problem.js";
import { useDesk } from "../parts/desk_context.js";
import { Skeleton, Trouble } from "../parts/states.js";

/**
 * @template {{id: string}} Row
 * @typedef {{items: Row[] | null, next: string | null, trouble: string | null, load: () => void, further: () => void,
 *   put: (row: Row) => void}} Loaded
 * `put` shows a row in its new form, or a new one at the top.
 */

/**
 * @template {{id: string}} Row
 * @param {string} path  under the API, such as "channels"
 * @param {import("../desk/http.js").Query} [query]
 * @returns {Loaded<Row>}
 */
export function useLoaded(path, query = {}) {
  const { http } = useDesk();
  const [items, setItems] = useState(/** @type {Row[] | null} */ (null));
  const [next, setNext] = useState(/** @type {string | null} */ (null));
  const [trouble, setTrouble] = useState(/** @type {string | null} */ (null));
  const asked = JSON.stringify(query);
  const page = async (/** @type {Row[]} */ before, /** @type {string | null} */ from, /** @type {AbortSignal} */ signal) => {
    setTrouble(null);
    try {
      const answer = await http.get(path, { ...query, before: from }, signal);
      if (signal.aborted) return;
      setItems([...before, ...answer.items]);
      setNext(answer.next);
    } catch (cause) {
      if (!signal.aborted) setTrouble(asProblem(cause).detail);
    }
  };
  useEffect(() => {
    const gone = new AbortController();
    setItems(null);
    void page([], null, gone.signal);
    return () => gone.abort();
  }, [path, asked]);
  return {
    items, next, trouble,
    load: () => void page([], null, new AbortController().signal),
    further: () => void page(items ?? [], next, new AbortController().signal),
    put: (row) => setItems((all) => {
      const known = (all ?? []).some((one) => one.id === row.id);
      return known ? (all ?? []).map((one) => (one.id === row.id ? row : one)) : [row, ...(all ?? [])];
    }),
  };
}

/**
 * What stands around a loaded list.
 * @param {{loaded: Loaded<any>, empty: any, children?: any}} props
 */
export function LoadedList({ loaded, empty, children }) {
  if (loaded.items === null) {
    return loaded.trouble ? html`<${Trouble} why=${loaded.trouble} onRetry=${loaded.load} />` : html`<${Skeleton} kind="table" rows=${4} />`;
  }
  return html`${loaded.items.length ? children : empty}
    ${loaded.trouble ? html`<p class="form-trouble" role="alert">${loaded.trouble}</p>` : null}
    ${loaded.next === null ? null : html`<p class="further"><button type="button" class="btn" onClick=${loaded.further}>Show more</button></p>`}`;
}
