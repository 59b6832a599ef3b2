"""The best of a small event, by one model written from the documents alone."""

from collections import defaultdict

from ortools.sat.python import cp_model


def best(event):
    """(musts kept, minus what is missing of the minima, value) of the best timetable, in this order."""
    model, at = cp_model.CpModel(), {}
    people = {person["id"]: person for person in event["participants"]}
    halls = event.get("halls") or {None: {"tables": event.get("tables")}}
    online = set(event.get("online_slots", []))

    def usable(tables):
        if tables is None:  # without a limit nothing is kept back
            return len(event["requests"])
        return tables - -int(-tables * event.get("spare", 0) // 1)

    for number, request in enumerate(event["requests"]):
        sides = [people[request[key]] for key in ("a", "b")]
        own = {side["hall"] for side in sides if side.get("hall") in halls and side.get("hall")}
        for slot in request.get("slots") or range(1, event["slots"] + 1):
            if any(slot in side.get("unavailable", []) for side in sides):
                continue
            for hall in ["online"] if request.get("online") else (own or halls):
                at[number, slot, hall] = model.new_bool_var("")
    groups = defaultdict(list)
    for (number, slot, hall), variable in at.items():
        request = event["requests"][number]
        groups["once", number].append((variable, 1))
        for key in ("a", "b"):
            person = people[request[key]]
            groups["beside", person["id"], slot].append((variable, 1))
            groups["most", person["id"]].append((variable, person.get("max", event["slots"])))
        if hall != "online" and slot not in online:
            groups["hall", hall, slot].append((variable, usable(halls[hall].get("tables"))))
            groups["room", slot].append((variable, usable(event.get("tables"))))
        if request.get("interpreter"):
            language = request["interpreter"]
            groups["spoken", language, slot].append((variable, event["interpreters"][language]))
    for listed in groups.values():
        model.add(sum(variable for variable, _ in listed) <= listed[0][1])
    _travel(event, model, at)
    total = sum(request["value"] for request in event["requests"]) + 1
    floors = sum(person.get("min", 0) for person in event["participants"]) + 1
    terms = []
    for (number, _, _), variable in at.items():
        request = event["requests"][number]
        terms.append(variable * (request["value"] + total * floors * bool(request.get("must"))))
    for name, person in people.items():
        missing = model.new_int_var(0, person.get("min", 0), "")
        model.add(sum(variable for variable, _ in groups.get(("most", name), [])) + missing >= person.get("min", 0))
        terms.append(-total * missing)
    model.maximize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    aim = round(solver.objective_value)
    musts, rest = divmod(aim + total * (floors - 1), total * floors)
    missing, value = divmod(rest, total)
    return musts, missing - (floors - 1), value


def _travel(event, model, at):
    reach = event.get("travel_slots", 0) if event.get("halls") else 0
    for (one, early, here), first in at.items():
        for (other, late, there), second in at.items():
            if not 0 < late - early <= reach or here == there or "online" in (here, there):
                continue
            pairs = [{event["requests"][number][key] for key in ("a", "b")} for number in (one, other)]
            if pairs[0] & pairs[1]:
                model.add(first + second <= 1)
