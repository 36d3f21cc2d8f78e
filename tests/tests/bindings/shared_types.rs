//! Shared types: their names, and an alias for each location.

use serde_json::json;
use tests::shared_types::types::{
    Company, CompanyWithTitle, Entry, EntryCompany, EntryUser, Member, MemberCard,
    MemberEmployerCompany, MemberHistoryCard, MemberUser, User,
};

#[test]
fn shared_type_is_named_after_its_locations() {
    let user = json!({"id": "user_1", "email": "a@example.com"});
    let company = json!({"id": "biz_1", "title": "Acme"});
    let member: Member = serde_json::from_value(
        json!({"user": user, "employer": {"company": company}, "card": {"last4": "1234"}, "history": {"card": {}}}),
    )
    .unwrap();
    let entry: Entry = serde_json::from_value(json!({"user": user, "company": company})).unwrap();
    let (of_entry, of_member): (&EntryUser, &MemberUser) = (&entry.user, &member.user);
    let shared: [&User; 2] = [of_entry, of_member];
    assert_eq!(shared[0], shared[1]);
    assert!(format!("{:?}", member.user).starts_with("User {"));
    // `Company` is a component.
    let employer: MemberEmployerCompany = member.employer.unwrap().company;
    let companies: [CompanyWithTitle; 2] = [EntryCompany::clone(&entry.company), employer];
    assert_eq!(companies[0], companies[1]);
    let _: Option<Company> = None;
    // The type has the name of the member's card; the other location is an alias.
    let (card, before): (MemberCard, MemberHistoryCard) =
        (member.card.unwrap(), member.history.unwrap().card.unwrap());
    assert!(format!("{card:?} {before:?}").matches("MemberCard").count() == 2);
}
