//! Unions with a discriminator: with a complete mapping, a partial one or none, and of subtypes.

use serde_json::{Value, from_value, json, to_value};
use tests::discriminators::types::{
    Animal, AnyOf, Base, Card, Cash, Cat, Colors, Comparison, Control, Dog, Either, Event, Filter,
    First, Implicit, Input, Item, KindOfAnimal, Mapped, Mode, Nested, Numbered, OnlyBranch, Outer,
    Paid, Panel, PanelBase, PaymentKind, Pear, RedApple, Resource, Restriction, Run, Runbook,
    Runner, RunnerKind, Shapes, SidePanel, Speed, Step, Switched, Vehicle, Wait, Widget,
};

fn decoded<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

#[tokio::test]
async fn tag_defaults_to_the_component_name() {
    echo!(
        discriminators,
        json!({"implicit": {"fruit-type": "red_apple", "weight": 3}})
    );
    let apple = json!({"fruit-type": "red_apple", "weight": 3});
    assert!(matches!(decoded(&apple), Implicit::RedApple(apple) if apple.weight == 3));
    assert_eq!(to_value(Implicit::from(RedApple::new(3))).unwrap(), apple);
    let pear = json!({"fruit-type": "Pear", "soft": true});
    assert!(matches!(decoded(&pear), Implicit::Pear(pear) if pear.soft == Some(true)));
    assert_eq!(
        to_value(Implicit::from(Pear::new().soft(true))).unwrap(),
        pear
    );
    // Tag values are case-sensitive.
    for tag in ["RedApple", "pear", "apple"] {
        let value = json!({"fruit-type": tag, "weight": 3});
        assert!(matches!(decoded(&value), Implicit::Unknown(_)), "{tag}");
        assert_eq!(to_value(decoded::<Implicit>(&value)).unwrap(), value);
    }
}

#[tokio::test]
async fn mappings_may_use_references_or_names_or_be_partial() {
    let card = json!({"kind": "card", "number": "4242"});
    assert!(matches!(decoded(&card), Mapped::Card(card) if card.number == "4242"));
    assert_eq!(to_value(Mapped::from(Card::new("4242"))).unwrap(), card);
    let cash = json!({"kind": "cash"});
    assert!(matches!(decoded(&cash), Mapped::Cash(cash) if cash.kind == PaymentKind::Cash));
    assert_eq!(to_value(Mapped::from(Cash::new())).unwrap(), cash);
    let transfer = json!({"kind": "Transfer", "iban": "DE"});
    assert!(
        matches!(decoded(&transfer), Mapped::Transfer(found) if found.iban.as_deref() == Some("DE"))
    );
    assert_eq!(to_value(decoded::<Mapped>(&transfer)).unwrap(), transfer);
    for value in [card, cash, transfer, json!({"kind": "crypto", "coin": 1})] {
        echo!(discriminators, json!({"mapped": value}));
    }
}

/// The standard's own example (OpenAPI 3.0.4, section 4.8.25.4): the discriminator is in the parent.
#[tokio::test]
async fn subtypes_are_branches_of_their_base() {
    let dog = json!({"species": "dog", "name": "Rex", "bark": true});
    assert!(
        matches!(decoded(&dog), Animal::Dog(dog) if dog.bark == Some(true) && dog.name == "Rex")
    );
    assert_eq!(
        to_value(Animal::from(Dog::new("Rex").bark(true))).unwrap(),
        dog
    );
    let cat = json!({"species": "Cat", "name": "Tom", "lives": 9});
    assert!(matches!(decoded(&cat), Animal::Cat(cat) if cat.lives == 9));
    assert_eq!(to_value(Animal::from(Cat::new(9, "Tom"))).unwrap(), cat);
    for animal in [
        dog,
        cat,
        json!({"species": "cow", "name": "Elsa", "milk": [1]}),
    ] {
        echo!(discriminators, json!({"animal": animal}));
    }
    let plain = json!({"kind": "base", "id": 1});
    assert!(matches!(decoded(&plain), Base::Base(base) if base.id == Some(1)));
    let derived = json!({"kind": "derived", "id": 1, "extra": "x"});
    assert!(matches!(decoded(&derived), Base::Derived(derived) if derived.extra == "x"));
    for base in [plain, derived] {
        echo!(discriminators, json!({"base": base}));
    }
}

#[tokio::test]
async fn parent_with_listed_subtypes_is_a_union() {
    let car = json!({"type": "car", "wheels": 4, "doors": 2});
    assert!(matches!(decoded(&car), Vehicle::Car(car) if car.wheels == 4 && car.doors == Some(2)));
    let truck = json!({"type": "truck", "wheels": 6, "load": 9});
    assert!(matches!(decoded(&truck), Vehicle::Truck(truck) if truck.load == Some(9)));
    for vehicle in [car, truck] {
        echo!(discriminators, json!({"vehicle": vehicle}));
    }
}

#[tokio::test]
async fn nested_unions_and_any_of_are_decoded() {
    let card = json!({"kind": "card", "number": "1"});
    assert!(matches!(decoded(&card), Outer::Mapped(Mapped::Card(_))));
    let pear = json!({"fruit-type": "Pear"});
    assert!(matches!(decoded(&pear), Outer::Pear(_)));
    for outer in [card, pear] {
        echo!(discriminators, json!({"outer": outer}));
    }
    for (tag, is_left) in [("l", true), ("r", false)] {
        let value = json!({"side": tag, "x": 1});
        assert_eq!(matches!(decoded(&value), AnyOf::L(_)), is_left);
        assert_eq!(matches!(decoded(&value), AnyOf::R(_)), !is_left);
        echo!(discriminators, json!({"anyOf": value}));
    }
}

#[tokio::test]
async fn nested_union_has_the_tags_of_its_branches() {
    let easy = json!({"type": "message", "text": "t"});
    assert!(matches!(decoded(&easy), Input::EasyMessage(_)));
    let message = json!({"type": "message", "text": "t", "status": "s"});
    assert!(matches!(decoded(&message), Input::Item(Item::Message(_))));
    let call = json!({"type": "call", "id": "1"});
    assert!(matches!(decoded(&call), Input::Item(Item::Call(_))));
    for input in [easy, message, call, json!({"type": "other", "id": "1"})] {
        echo!(discriminators, json!({"input": input}));
    }
    let card = json!({"kind": "card", "number": "1"});
    assert!(matches!(decoded(&card), Nested::Mapped(Mapped::Card(_))));
    let voucher = json!({"kind": "Voucher", "code": "1"});
    assert!(matches!(decoded(&voucher), Nested::Voucher(_)));
    for nested in [card, voucher] {
        echo!(discriminators, json!({"nested": nested}));
    }
}

#[tokio::test]
async fn tag_property_enum_overrides_the_component_name() {
    let daily = json!({"type": "daily", "start": "1"});
    let weekly = json!({"type": "weekly", "day": 1});
    assert!(matches!(decoded(&daily), Restriction::Restriction(_)));
    assert!(matches!(decoded(&weekly), Restriction::Weekly(_)));
    for restriction in [daily, weekly] {
        echo!(discriminators, json!({"restriction": restriction}));
    }
    let runbook = Runbook::new("a", RunnerKind::Runbook);
    let runbook = to_value(Runner::from(runbook)).unwrap();
    assert_eq!(runbook, json!({"kind": "runbook", "address": "a"}));
    assert!(matches!(decoded(&runbook), Runner::Runbook(_)));
    let sidecar = json!({"kind": "sidecar"});
    assert!(matches!(decoded(&sidecar), Runner::Sidecar(_)));
}

#[tokio::test]
async fn missing_tag_is_an_error() {
    for value in [json!(null), json!({"kind": "card"})] {
        refused!(discriminators, Mapped, value);
    }
    let error = refused!(discriminators, Mapped, json!({"kind": "card"}));
    assert!(error.contains("number"), "{error}");
}

#[tokio::test]
async fn unknown_tag_is_selected_last() {
    for form in ["red", "blue", "circle", "square", "star"] {
        let value = json!({"form": form, "x": "1"});
        let either = echo!(discriminators, json!({"either": value}));
        let is_as_said = match (form, &either.either) {
            ("red", Some(Either::Colors(Colors::Red(_))))
            | ("blue", Some(Either::Colors(Colors::Blue(_))))
            | ("circle", Some(Either::Shapes(Shapes::Circle(_))))
            | ("square", Some(Either::Shapes(Shapes::Square(_)))) => true,
            ("star", Some(Either::Shapes(shapes))) => shapes.is_unknown(),
            _ => false,
        };
        assert!(is_as_said, "{form}: {:?}", either.either);
    }
    // A known tag with undeclared properties fits better than an unknown tag.
    let value = json!({"form": "blue", "x": "1", "y": [1, {"z": 2}]});
    assert!(matches!(decoded(&value), Either::Colors(Colors::Blue(_))));
}

#[tokio::test]
async fn tags_have_the_type_of_the_property() {
    let second = json!({"t": 2, "x": "a"});
    assert!(matches!(decoded(&second), Numbered::Second(second) if second.t == 2));
    let text = json!({"t": "2", "x": "a"});
    assert!(matches!(decoded(&text), Numbered::Unknown(_)));
    assert!(matches!(decoded(&json!({"t": 3})), Numbered::Unknown(_)));
    assert!(matches!(decoded(&json!({"t": true})), Switched::On(_)));
    assert!(matches!(decoded(&json!({"t": false})), Switched::Off(_)));
    for value in [
        json!({"numbered": second}),
        json!({"switched": {"t": false}}),
    ] {
        echo!(discriminators, value);
    }
    let first = First::new(1).x("a");
    assert_eq!(
        to_value(Numbered::from(first)).unwrap(),
        json!({"t": 1, "x": "a"})
    );
}

#[tokio::test]
async fn outer_tag_stays_with_the_nested_value() {
    let card = json!({"type": "paid", "method": "card", "digits": "4242"});
    let Event::Paid(Paid::Card(found)) = decoded(&card) else {
        panic!("{card}");
    };
    assert_eq!(found.digits.as_deref(), Some("4242"));
    assert_eq!(to_value(decoded::<Event>(&card)).unwrap(), card);
    echo!(discriminators, json!({"event": card}));
    // A type with two tag values keeps the one that it was decoded with.
    for value in [
        json!({"op": "ne", "text": "x"}),
        json!({"op": "eq", "number": 1.5}),
        json!({"op": "empty"}),
    ] {
        assert_eq!(to_value(decoded::<Filter>(&value)).unwrap(), value);
        echo!(discriminators, json!({"filter": value}));
    }
    assert!(matches!(
        decoded(&json!({"op": "ne", "text": "x"})),
        Filter::Comparison(Comparison::Text(found)) if found.op == "ne"
    ));
}

#[tokio::test]
async fn subtype_without_properties_is_a_variant() {
    let stray = json!({"kind": "Stray", "id": 1});
    assert!(matches!(decoded(&stray), Base::Stray(found) if found.id == Some(1)));
    let plain = json!({"kind": "Plain", "id": 2});
    assert!(matches!(decoded(&plain), Base::Plain(found) if found.id == Some(2)));
    for value in [stray, plain] {
        assert_eq!(to_value(decoded::<Base>(&value)).unwrap(), value);
        echo!(discriminators, json!({"base": value}));
    }
}

#[tokio::test]
async fn union_of_subtypes_uses_the_discriminator_of_their_base() {
    let dog = json!({"species": "dog", "name": "Rex"});
    assert!(matches!(decoded(&dog), KindOfAnimal::Dog(dog) if dog.name == "Rex"));
    let cat = json!({"species": "Cat", "name": "Tom", "lives": 9});
    assert!(matches!(decoded(&cat), KindOfAnimal::Cat(cat) if cat.lives == 9));
    let cow = json!({"species": "cow", "name": "Elsa"});
    assert!(matches!(decoded(&cow), KindOfAnimal::Unknown(_)));
    for kind in [dog, cat, cow] {
        echo!(discriminators, json!({"kind": kind}));
    }
    let dog = KindOfAnimal::from(Dog::new("Rex"));
    assert_eq!(
        to_value(dog).unwrap(),
        json!({"species": "dog", "name": "Rex"})
    );
}

#[tokio::test]
async fn nested_discriminator_belongs_to_the_base() {
    let user = json!({"@odata.type": "#user", "id": "1", "mail": "m"});
    assert!(
        matches!(decoded(&user), Resource::User(user) if user.mail.as_deref() == Some("m") && user.id.as_deref() == Some("1"))
    );
    let group = json!({"@odata.type": "#group", "members": 3});
    assert!(matches!(decoded(&group), Resource::Group(group) if group.members == Some(3)));
    let device = json!({"@odata.type": "#device", "os": "x"});
    assert!(matches!(decoded(&device), Resource::Unknown(_)));
    for resource in [user, group, device] {
        echo!(discriminators, json!({"resource": resource}));
    }
    let x = json!({"k": "x", "x": "1"});
    assert!(matches!(decoded(&x), OnlyBranch::X(x) if x.x.as_deref() == Some("1")));
    for only in [x, json!({"k": "y", "y": "2"})] {
        echo!(discriminators, json!({"only": only}));
    }
}

#[tokio::test]
async fn intermediate_base_is_a_union_of_its_subtypes() {
    let panel = json!({"sort": "Panel", "title": "a"});
    let side = json!({"sort": "side", "title": "b", "width": 3, "parent": panel});
    let other = json!({"sort": "top", "height": 4});
    assert!(matches!(decoded(&panel), Panel::Panel(panel) if panel.title.as_deref() == Some("a")));
    assert!(matches!(decoded(&side), Panel::Side(side) if side.width == Some(3)));
    assert_eq!(decoded::<Panel>(&other), Panel::Unknown(other.clone()));
    assert!(matches!(
        decoded(&panel),
        Widget::Panel(Panel::Panel(panel)) if panel.title.as_deref() == Some("a")
    ));
    assert!(matches!(decoded(&side), Widget::Side(side) if side.parent.is_some()));
    echo!(
        discriminators,
        json!({"widget": side, "panels": [panel, side, other]})
    );
    assert_eq!(
        to_value(Panel::from(SidePanel::new().title("b"))).unwrap(),
        json!({"sort": "side", "title": "b"})
    );
    let panel = Panel::from(PanelBase::new().title("a"));
    assert_eq!(
        to_value(Widget::from(panel)).unwrap(),
        json!({"sort": "Panel", "title": "a"})
    );
}

/// The branch has the tag values of all its subtypes.
#[tokio::test]
async fn extended_branch_has_the_tags_of_its_subtypes() {
    let side = json!({"sort": "side", "width": 3});
    assert!(matches!(decoded(&side), Control::Panel(Panel::Side(side)) if side.width == Some(3)));
    let panel = json!({"sort": "Panel"});
    assert!(matches!(decoded(&panel), Control::Panel(Panel::Panel(_))));
    let knob = json!({"sort": "Knob", "turns": 2});
    assert!(matches!(decoded(&knob), Control::Knob(knob) if knob.turns == Some(2)));
    for control in [side, panel, knob, json!({"sort": "slider"})] {
        echo!(discriminators, json!({"control": control}));
    }
}

/// The name of a component is a valid tag next to a mapping (`OpenAPI` 3.1.1, section 4.8.25), unless the property
/// lists other values. Values are encoded with the tag of the mapping.
#[tokio::test]
async fn component_names_are_valid_next_to_a_mapping() {
    let left = json!({"side": "Left", "x": 1});
    assert!(matches!(decoded(&left), AnyOf::L(left) if left.x == Some(1)));
    echo!(discriminators, json!({"anyOf": left}));
    let dog = json!({"species": "Dog", "name": "Rex", "bark": true});
    assert!(matches!(decoded(&dog), Animal::Dog(dog) if dog.bark == Some(true)));
    echo!(discriminators, json!({"animal": dog}));
    let written = to_value(Animal::from(Dog::new("Rex"))).unwrap();
    assert_eq!(written, json!({"species": "dog", "name": "Rex"}));
    let derived = json!({"kind": "Derived", "extra": "e"});
    assert!(matches!(decoded(&derived), Base::Derived(_)));
    echo!(discriminators, json!({"base": derived}));
    // In a union of unions, the names are also tags of the outer one.
    let red = json!({"form": "Red"});
    assert!(matches!(
        decoded(&red),
        Either::Colors(colors) if !colors.is_unknown()
    ));
    // `kind` lists other values, and `t` is not a string.
    assert!(decoded::<Mapped>(&json!({"kind": "Cash"})).is_unknown());
    assert!(decoded::<Numbered>(&json!({"t": "First"})).is_unknown());
}

/// A branch that is not an object has no tag.
#[tokio::test]
async fn discriminator_selects_among_the_branches_that_are_objects() {
    let run = json!({"do": "run", "name": "a"});
    assert!(matches!(decoded(&run), Step::Run(run) if run.name.as_deref() == Some("a")));
    assert_eq!(to_value(Step::from(Run::new().name("a"))).unwrap(), run);
    let wait = json!({"do": "wait"});
    assert!(matches!(decoded(&wait), Step::Wait(_)));
    assert_eq!(to_value(Step::from(Wait::new())).unwrap(), wait);
    let text = json!("npm test");
    assert!(matches!(decoded(&text), Step::String(text) if text == "npm test"));
    assert_eq!(to_value(Step::from("npm test".to_owned())).unwrap(), text);
    let list = json!(["a", "b"]);
    assert!(matches!(decoded(&list), Step::StringList(list) if list.len() == 2));
    let named = json!("fast");
    assert!(matches!(decoded(&named), Mode::Speed(Speed::Fast)));
    echo!(discriminators, json!({"mode": named}));
    let unknown = json!({"do": "retry", "name": "a"});
    assert!(matches!(decoded(&unknown), Step::Unknown(_)));
    for value in [run, wait, text, list, unknown] {
        echo!(discriminators, json!({"step": value}));
    }
}
