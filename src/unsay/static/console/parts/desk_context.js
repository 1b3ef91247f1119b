/* How a component reaches the console's deeds and state. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";

export const DeskContext = createContext(/** @type {import("../desk/desk.js").Desk | null} */ (null));

/** @returns {import("../desk/desk.js").Desk} */
export function useDesk() {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("A component of the console was drawn outside of it.");
  return desk;
}
