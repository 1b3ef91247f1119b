/* The demo shop's own behaviour, as far as a shop that sells nothing has any: a basket that counts, a lamp with a switch. */

const basket = /** @type {HTMLElement} */ (document.getElementById("basket"));
const hero = /** @type {HTMLElement} */ (document.getElementById("hero"));
const lamp = /** @type {HTMLButtonElement} */ (document.getElementById("switch"));
let count = 0;

for (const button of document.querySelectorAll("[data-lamp]")) {
  button.addEventListener("click", () => {
    count += 1;
    basket.textContent = count === 1 ? "1 lamp in the basket" : `${count} lamps in the basket`;
  });
}

lamp.addEventListener("click", () => {
  const off = hero.classList.toggle("dark");
  lamp.setAttribute("aria-pressed", String(!off));
  lamp.textContent = off ? "Turn the light on" : "Turn the light off";
});
