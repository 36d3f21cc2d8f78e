//! A payment, the largest response of the Whop API, as structs written by hand. Dates and enums are those of
//! the bindings, so that only the structs differ.

use generated::runtime::{JsonMap, Timestamp};
use generated::whop::types::{
    BillingReasons, CardBrands, Currencies, DisputeStatuses, FriendlyReceiptStatus,
    MembershipStatus, PaymentMethodTypes, PaymentTransactionStatuses, PaymentTransactionTypes,
    PromoTypes, ReceiptStatus, ReceiptTaxBehaviors, ResolutionCenterCaseCustomerResponses,
    ResolutionCenterCaseIssueTypes, ResolutionCenterCaseMerchantResponses,
    ResolutionCenterCasePlatformResponses, ResolutionCenterCaseStatuses,
};
use serde::Deserialize;

/// A payment with all properties.
pub(crate) const TEXT: &str = r#"{"id":"text_1234567890","status":"draft","substatus":"succeeded","refundable":true,"retryable":true,"voidable":true,"created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05Z","paid_at":"2026-01-02T03:04:05Z","last_payment_attempt":"2026-01-02T03:04:05Z","next_payment_attempt":"2026-01-02T03:04:05Z","dispute_alerted_at":"2026-01-02T03:04:05Z","refunded_at":"2026-01-02T03:04:05Z","plan":{"id":"text_1234567890","internal_notes":"text_1234567890"},"product":{"id":"text_1234567890","title":"text_1234567890","route":"text_1234567890"},"user":{"id":"text_1234567890","name":"text_1234567890","username":"text_1234567890","email":"text_1234567890"},"membership":{"id":"text_1234567890","status":"trialing"},"member":{"id":"text_1234567890","phone":"text_1234567890"},"payment_method":{"id":"text_1234567890","created_at":"2026-01-02T03:04:05Z","payment_method_type":"acss_debit","card":{"brand":"mastercard","last4":"text_1234567890","exp_month":12,"exp_year":12}},"company":{"id":"text_1234567890","title":"text_1234567890","route":"text_1234567890"},"promo_code":{"id":"text_1234567890","code":"text_1234567890","amount_off":12.5,"base_currency":"usd","promo_type":"percentage","number_of_intervals":12},"currency":"usd","settlement_currency":"text_1234567890","total":12.5,"subtotal":12.5,"usd_total":12.5,"refunded_amount":12.5,"auto_refunded":true,"amount_after_fees":12.5,"application_fee":{"id":"text_1234567890","amount":12.5,"amount_captured":12.5,"amount_refunded":12.5,"currency":"usd","created_at":"2026-01-02T03:04:05Z"},"card_brand":"mastercard","card_last4":"text_1234567890","billing_address":{"name":"text_1234567890","line1":"text_1234567890","line2":"text_1234567890","city":"text_1234567890","state":"text_1234567890","postal_code":"text_1234567890","country":"text_1234567890"},"payment_method_type":"acss_debit","billing_reason":"subscription_create","payments_failed":12,"tax_amount":12.5,"tax_behavior":"exclusive","failure_message":"text_1234567890","metadata":{"order":"1"},"checkout_configuration_id":"text_1234567890","settlement_amount":12.5,"settlement_exchange_rate":12.5,"tax_refunded_amount":12.5,"financing_installments_count":12,"financing_transactions":[{"id":"text_1234567890","amount":12.5,"status":"succeeded","created_at":"2026-01-02T03:04:05Z","transaction_type":"purchase"},{"id":"text_1234567890","amount":12.5,"status":"succeeded","created_at":"2026-01-02T03:04:05Z","transaction_type":"purchase"}],"disputes":[{"id":"text_1234567890","amount":12.5,"currency":"usd","status":"warning_needs_response","editable":true,"needs_response_by":"2026-01-02T03:04:05Z","reason":"text_1234567890","notes":"text_1234567890"},{"id":"text_1234567890","amount":12.5,"currency":"usd","status":"warning_needs_response","editable":true,"needs_response_by":"2026-01-02T03:04:05Z","reason":"text_1234567890","notes":"text_1234567890"}],"resolutions":[{"id":"text_1234567890","status":"merchant_response_needed","due_date":"2026-01-02T03:04:05Z","issue":"forgot_to_cancel","customer_appealed":true,"merchant_appealed":true,"customer_response_actions":["respond","respond"],"merchant_response_actions":["accept","accept"],"platform_response_actions":["request_buyer_info","request_buyer_info"]},{"id":"text_1234567890","status":"merchant_response_needed","due_date":"2026-01-02T03:04:05Z","issue":"forgot_to_cancel","customer_appealed":true,"merchant_appealed":true,"customer_response_actions":["respond","respond"],"merchant_response_actions":["accept","accept"],"platform_response_actions":["request_buyer_info","request_buyer_info"]}]}"#;

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct Payment {
    id: String,
    status: Option<ReceiptStatus>,
    substatus: FriendlyReceiptStatus,
    refundable: bool,
    retryable: bool,
    voidable: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    paid_at: Option<Timestamp>,
    last_payment_attempt: Option<Timestamp>,
    next_payment_attempt: Option<Timestamp>,
    dispute_alerted_at: Option<Timestamp>,
    refunded_at: Option<Timestamp>,
    plan: Option<PaymentPlan>,
    product: Option<PaymentProduct>,
    user: Option<EntryUser>,
    membership: Option<PaymentMembership>,
    member: Option<PaymentMember>,
    payment_method: Option<PaymentPaymentMethod>,
    company: Option<MemberCompany>,
    promo_code: Option<PaymentPromoCode>,
    currency: Option<Currencies>,
    settlement_currency: String,
    total: Option<f64>,
    subtotal: Option<f64>,
    usd_total: Option<f64>,
    refunded_amount: Option<f64>,
    auto_refunded: bool,
    amount_after_fees: f64,
    application_fee: Option<PaymentApplicationFee>,
    card_brand: Option<CardBrands>,
    card_last4: Option<String>,
    billing_address: Option<PaymentBillingAddress>,
    payment_method_type: Option<PaymentMethodTypes>,
    billing_reason: Option<BillingReasons>,
    payments_failed: Option<i64>,
    tax_amount: Option<f64>,
    tax_behavior: Option<ReceiptTaxBehaviors>,
    failure_message: Option<String>,
    metadata: Option<JsonMap>,
    checkout_configuration_id: Option<String>,
    settlement_amount: f64,
    settlement_exchange_rate: Option<f64>,
    tax_refunded_amount: Option<f64>,
    financing_installments_count: Option<i64>,
    financing_transactions: Vec<PaymentFinancingTransaction>,
    disputes: Option<Vec<PaymentDispute>>,
    resolutions: Option<Vec<PaymentResolution>>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentPlan {
    id: String,
    internal_notes: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentProduct {
    id: String,
    title: String,
    route: String,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct EntryUser {
    id: String,
    name: Option<String>,
    username: String,
    email: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentMembership {
    id: String,
    status: MembershipStatus,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentMember {
    id: String,
    phone: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentPaymentMethod {
    id: String,
    created_at: Timestamp,
    payment_method_type: PaymentMethodTypes,
    card: Option<PaymentMethodCardCard>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentMethodCardCard {
    brand: Option<CardBrands>,
    last4: Option<String>,
    exp_month: Option<i64>,
    exp_year: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct MemberCompany {
    id: String,
    title: String,
    route: String,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentPromoCode {
    id: String,
    code: Option<String>,
    amount_off: f64,
    base_currency: Currencies,
    promo_type: PromoTypes,
    number_of_intervals: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentApplicationFee {
    id: String,
    amount: f64,
    amount_captured: f64,
    amount_refunded: f64,
    currency: Currencies,
    created_at: Timestamp,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentBillingAddress {
    name: Option<String>,
    line1: Option<String>,
    line2: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentFinancingTransaction {
    id: String,
    amount: f64,
    status: PaymentTransactionStatuses,
    created_at: Timestamp,
    transaction_type: PaymentTransactionTypes,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentDispute {
    id: String,
    amount: f64,
    currency: Currencies,
    status: DisputeStatuses,
    editable: Option<bool>,
    needs_response_by: Option<Timestamp>,
    reason: Option<String>,
    notes: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is decoded and thrown away")]
pub(crate) struct PaymentResolution {
    id: String,
    status: ResolutionCenterCaseStatuses,
    due_date: Option<Timestamp>,
    issue: ResolutionCenterCaseIssueTypes,
    customer_appealed: bool,
    merchant_appealed: bool,
    customer_response_actions: Vec<ResolutionCenterCaseCustomerResponses>,
    merchant_response_actions: Vec<ResolutionCenterCaseMerchantResponses>,
    platform_response_actions: Vec<ResolutionCenterCasePlatformResponses>,
}
