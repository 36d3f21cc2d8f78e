//! The clients against mocks of their documents. A mock validates requests by the document alone and returns
//! its examples.

use std::path::Path;

use generated::runtime::Nullable;
use generated::voucherify::types::{
    AssignUserById, AssignUserByLogin, BrandAddress, BrandContact, CampaignTemplateFilters,
    CampaignTemplateOrder, CopyCampaignTemplateRequest, CreateBrandRequest,
    CreateBrandRequestBrand, CreateCustomEventSchemaRequest, CreateMetadataSchemaRequest,
    CreateProjectRequest, CustomEventDefinition, CustomEventPropertyDefinition,
    CustomEventPropertyType, InviteUserRequest, ListCampaignTemplatesParams,
    MetadataPropertyDefinition, MetadataPropertyType, ProjectRole, StackingRulesRequest,
    TextConditions, TextFilter, UpdateBrandRequest, UpdateCustomEventSchemaRequest,
    UpdateMetadataSchemaRequest, UpdateProjectRequest, UpdateUserRoleRequest, WebhookEvent,
    WebhookRequest,
};
use generated::{fluz, voucherify};
use mock::{Mock, Options, Running, Verdict};

const PROJECT: &str = "proj_TrlkLiH4";

/// Starts a mock of a document in `spec`.
fn start(document: &str) -> Running {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    Mock::start(folder.join(document), Options::new()).unwrap()
}

/// Checks that each operation was called and that all requests were valid.
fn judge(mock: &Running) {
    let requests = mock.requests();
    for request in &requests {
        assert_eq!(
            request.verdict,
            Verdict::Valid,
            "{request}: {:?}",
            request.problems
        );
    }
    assert_eq!(requests.len(), mock.operations().len());
}

fn client(mock: &Running) -> voucherify::Client {
    let builder = voucherify::Client::builder().without_environment();
    let builder = builder.management_id("id").management_token("token");
    builder.base_url(mock.base_url()).build().unwrap()
}

#[tokio::test]
async fn voucherify_operations_match_their_document() {
    let mock = start("voucherify.management.yml");
    let client = client(&mock);
    projects_and_users(&client).await.unwrap();
    templates_and_rules(&client).await.unwrap();
    schemas(&client).await.unwrap();
    webhooks_and_brands(&client).await.unwrap();
    judge(&mock);
}

async fn projects_and_users(client: &voucherify::Client) -> Result<(), voucherify::Error> {
    let projects = client.projects();
    let owner = AssignUserByLogin::new("a@b.c", ProjectRole::Admin);
    let project =
        CreateProjectRequest::new(true, "EUR", "P", "Europe/Berlin").users([owner.into()]);
    let _ = projects.create(project).await?;
    let _ = projects.list().await?;
    let _ = projects.get(PROJECT).await?;
    let change = UpdateProjectRequest::new().name("Q").clear_dial_code();
    let _ = projects.update(PROJECT, change).await?;
    projects.delete(PROJECT).await?;

    let users = client.users();
    let user = users
        .assign(PROJECT, AssignUserById::new("user_1", "role_1"))
        .await?;
    assert_eq!(user.first_name, "Jane");
    let _ = users.list(PROJECT).await?;
    let _ = users.get(PROJECT, "user_1").await?;
    let role = UpdateUserRoleRequest::new(ProjectRole::Viewer);
    let _ = users.update_role(PROJECT, "user_1", role).await?;
    users.unassign(PROJECT, "user_1").await?;
    let roles = [(PROJECT, ProjectRole::User)];
    users
        .invite(InviteUserRequest::new("a@b.c", "Jane", "Doe", roles))
        .await
}

async fn templates_and_rules(client: &voucherify::Client) -> Result<(), voucherify::Error> {
    let templates = client.campaign_templates();
    let name = TextFilter::new().conditions(TextConditions::new().starts_with("a&b"));
    let parameters = ListCampaignTemplatesParams::new()
        .limit(7)
        .order(CampaignTemplateOrder::IdDescending)
        .include_total(true)
        .filters(CampaignTemplateFilters::new().name(name));
    let _ = templates.list(PROJECT, parameters).await?;
    let copy = CopyCampaignTemplateRequest::new("proj_2", "Copy").description(Nullable::Null);
    let _ = templates.copy(PROJECT, "template_1", copy).await?;

    let rules = client.stacking_rules();
    let request = || StackingRulesRequest::new().redeemables_limit(30);
    let _ = rules.create(PROJECT, request()).await?;
    let _ = rules.list(PROJECT).await?;
    let _ = rules.get(PROJECT, "stack_1").await?;
    let _ = rules.update(PROJECT, "stack_1", request()).await?;
    rules.delete(PROJECT, "stack_1").await
}

async fn schemas(client: &voucherify::Client) -> Result<(), voucherify::Error> {
    let metadata = client.metadata_schemas();
    let property = || MetadataPropertyDefinition::new(false, true, MetadataPropertyType::String);
    let schema = CreateMetadataSchemaRequest::new([("season", property())], "campaign");
    let _ = metadata.create(PROJECT, schema).await?;
    let _ = metadata.list(PROJECT).await?;
    let _ = metadata.get(PROJECT, "ms_1").await?;
    let schema = UpdateMetadataSchemaRequest::new([("season", property())]);
    let _ = metadata.update(PROJECT, "ms_1", schema).await?;
    metadata.delete(PROJECT, "ms_1").await?;

    let events = client.custom_event_schemas();
    let definition = || {
        let property = CustomEventPropertyDefinition::new(false, CustomEventPropertyType::Number);
        CustomEventDefinition::new([("amount", property)])
    };
    let event = CreateCustomEventSchemaRequest::new("paid", definition());
    let _ = events.create(PROJECT, event).await?;
    let _ = events.list(PROJECT).await?;
    let _ = events.get(PROJECT, "ce_1").await?;
    let event = UpdateCustomEventSchemaRequest::new().schema(definition());
    let _ = events.update(PROJECT, "ce_1", event).await?;
    events.delete(PROJECT, "ce_1").await
}

async fn webhooks_and_brands(client: &voucherify::Client) -> Result<(), voucherify::Error> {
    let webhooks = client.webhooks();
    let webhook = || WebhookRequest::new([WebhookEvent::VoucherCreated], "https://example.com");
    let _ = webhooks.create(PROJECT, webhook()).await?;
    let _ = webhooks.list(PROJECT).await?;
    let _ = webhooks.get(PROJECT, "hook_1").await?;
    let _ = webhooks
        .update(PROJECT, "hook_1", webhook().active(false))
        .await?;
    webhooks.delete(PROJECT, "hook_1").await?;

    let brands = client.brands();
    let brand = CreateBrandRequest::new(
        BrandAddress::new("City", "DE", None, "Street 1"),
        CreateBrandRequestBrand::new("Brand").website_url(Nullable::Null),
        BrandContact::new("a@b.c"),
    );
    let _ = brands.create(PROJECT, brand).await?;
    let _ = brands.list(PROJECT).await?;
    let _ = brands.get(PROJECT, "brand_1").await?;
    let _ = brands
        .update(PROJECT, "brand_1", UpdateBrandRequest::new())
        .await?;
    brands.delete(PROJECT, "brand_1").await
}

#[tokio::test]
async fn fluz_operation_matches_its_document() {
    use fluz::types::{AddAuthorizedUserVariables, ErrorCode, UacRoleType};

    let mock = start("fluz.graphql.yml");
    let builder = || {
        fluz::Client::builder()
            .without_environment()
            .base_url(mock.base_url())
    };
    let variables = || AddAuthorizedUserVariables::new([UacRoleType::Manager]).email("a@b.c");

    let client = builder().api_key("key").build().unwrap();
    let added = client.authorized_users().add(variables()).await.unwrap();
    assert!(added.success && added.auth_user_id.is_some());
    judge(&mock);

    let client = builder().user_access_token("token").build().unwrap();
    let call = client.authorized_users().add(variables());
    let error = call.header("x-mock-example", "notFound").await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::NoUserFound.as_str()));
}
