//! Types that several places share: what they are called, and what is said of each place.

use serde_json::json;
use tests::shared_types::types::{
    Company, CompanyWithTitle, Entry, EntryCompany, EntryUser, Member, MemberCard,
    MemberEmployerCompany, MemberHistoryCard, MemberUser, User,
};

#[test]
fn a_type_is_named_after_what_its_places_have_in_common() {
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
    // The card of a member is what the other place is, too.
    let (card, before): (MemberCard, MemberHistoryCard) =
        (member.card.unwrap(), member.history.unwrap().card.unwrap());
    assert!(format!("{card:?} {before:?}").matches("MemberCard").count() == 2);
}
