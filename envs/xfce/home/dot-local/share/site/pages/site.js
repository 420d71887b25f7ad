// In: what a page wants kept. Out: it is kept by the server, and the page says so.
async function save(name, content, message) {
  const answer = await fetch("/save/" + name, { method: "POST", body: JSON.stringify(content) });
  say(answer.ok ? message : "This could not be saved.", !answer.ok);
}

function say(text, wrong = false) {
  const place = document.querySelector(".message");
  place.textContent = document.title = text;
  place.classList.toggle("wrong", wrong);
}

// The fields of a form by their names: text, numbers of number fields, true or false of check boxes.
function fields(form) {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || (field.type === "radio" && !field.checked)) continue;
    found[field.name] = field.type === "checkbox" ? field.checked : field.type === "number" ? Number(field.value) : field.value;
  }
  return found;
}

function sends(id, name, message) {
  document.getElementById(id).addEventListener("submit", event => {
    event.preventDefault();
    save(name, fields(event.target), message);
  });
}
