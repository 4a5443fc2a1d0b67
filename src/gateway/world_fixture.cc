#include "gateway/world_fixture.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "crypto/digest.h"
#include "gateway/operation/maintenance.h"
#include "http/url.h"

namespace sallyport::gateway::testing {
namespace {

Settings base_settings(const std::filesystem::path& folder) {
  Settings settings;
  settings.server.public_url = std::string(kOrigin);
  settings.server.data_dir = folder;
  settings.sign_in_configured = true;
  ProviderSettings& provider = settings.provider;
  provider.name = "azure";
  provider.authority.origin = "https://login.example";
  provider.authority.tenant = std::string(kTenant);
  provider.metadata.discovery_uri = std::string(kLogin) + "/v2.0/.well-known/openid-configuration";
  provider.metadata.expect.issuer = std::string(kIssuer);
  provider.metadata.expect.hosts = {"login.example"};
  provider.allowed_tenants = {TenantId(std::string(kTenant))};
  provider.confidential = true;
  provider.client.id = ClientId(std::string(kClient));
  provider.client.credential = oidc::rp::ClientSecret{Secret("s3cret-canary"), oidc::rp::ClientSecret::Method::post};
  provider.client.redirect_uri = std::string(kOrigin) + "/callback";
  provider.client.scopes = {"openid", "profile", "email", "offline_access"};
  provider.audiences = {std::string(kClient), "api://" + std::string(kClient)};
  settings.authorizer.principal_domain = "contoso.example";
  settings.authorizer.jwt_principal_claims = {"email", "preferred_username", "sub"};
  settings.own_tokens.issuer = "https://app.example";
  settings.own_tokens.private_key_file = folder / "own.pem";
  return settings;
}

Reply to_reply(const http::Outcome& outcome) {
  Reply reply;
  if (const auto* const forward = std::get_if<http::Forward>(&outcome)) {
    reply.forward = *forward;
    return reply;
  }
  const http::Response& response = std::get<http::Answer>(outcome).response;
  reply.status = response.status;
  reply.headers = response.headers;
  reply.body = response.body;
  const std::string both = (response.prepared ? *response.prepared : "") + (response.common ? *response.common : "");
  std::string_view lines = both;
  while (!lines.empty()) {
    const auto end = lines.find("\r\n");
    const auto colon = lines.find(": ");
    reply.headers.push_back(
        {std::string(lines.substr(0, colon)), std::string(lines.substr(colon + 2, end - colon - 2))});
    lines.remove_prefix(end + 2);
  }
  return reply;
}

// All worlds share one key, because making a key takes longer than most tests.
void put_own_key(const std::string& path) {
  static const Secret pem = crypto::PrivateKey::generate_rsa(2048).to_pem();
  std::ofstream(path) << pem.reveal();
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace

std::string CountingRandom::bytes(std::size_t count) {
  const std::string seed = "test-" + std::to_string(++calls_);
  std::string out;
  while (out.size() < count) out += crypto::view(crypto::sha256(seed + "/" + std::to_string(out.size())));
  out.resize(count);
  return out;
}

bool RecordingLog::has(std::string_view event) const {
  return std::ranges::any_of(entries, [&](const Entry& entry) { return entry.event == event; });
}

bool RecordingLog::mentions(std::string_view text) const {
  return std::ranges::any_of(entries, [&](const Entry& entry) {
    return std::ranges::any_of(entry.fields,
                               [&](const LogField& field) { return field.value.find(text) != std::string::npos; });
  });
}

std::string Reply::header(std::string_view name) const {
  const auto values = all(name);
  return values.empty() ? std::string() : values.front();
}

std::vector<std::string> Reply::all(std::string_view name) const {
  std::vector<std::string> out;
  for (const http::Header& header : headers)
    if (ascii_iequals(header.name, name)) out.push_back(header.value);
  return out;
}

World::World(std::function<void(Settings&)> edit) {
  static int worlds = 0;
  folder_ = std::filesystem::temp_directory_path() /
            ("sallyport-gateway-" + std::to_string(::getpid()) + "-" + std::to_string(++worlds));
  std::filesystem::create_directories(folder_);
  settings_ = std::make_shared<Settings>(base_settings(folder_));
  edit(*settings_);
  put_own_key(settings_->own_tokens.private_key_file);
  sessions = std::make_unique<SessionStoreWithSwitch>(settings_->sessions.limits, random);
  identities = std::make_unique<stores::MemoryIdentityStore>(random);
  team_members = std::make_unique<stores::MemoryTeamMemberStore>(*identities, access);
  people_by_hand = std::make_unique<stores::MemoryPeopleStore>(*identities, *team_members, access.always_up());
  accounts = std::make_unique<AccountStoreWithSwitch>(*identities);
  bots = std::make_unique<stores::MemoryBotStore>(*people_by_hand, random);
  provisioned_users = std::make_unique<stores::MemoryProvisionedUserStore>(*identities, *people_by_hand, *team_members);
  provisioned_groups = std::make_unique<stores::MemoryProvisionedGroupStore>(*provisioned_users, access, *team_members);
  rp = std::make_unique<oidc::rp::Provider>(settings_->provider.metadata, provider, clock, random, log);
  sealer = std::make_unique<session::Sealer>(
      std::vector{crypto::AeadKey::from_bytes(Secret(std::string(32, 'k'))).value()}, random);
  own_keys = OwnKeys::open(settings_->own_tokens, DemoUse::no, random, log).value();
  prepared = std::make_unique<Prepared>(*settings_);
  shared = std::make_unique<SharedState>(*settings_, clock);
  EXPECT_TRUE(ensure_policies(access, random, clock));
  shared->policies.use(settings_->vocabulary, settings_->required_operations());
  EXPECT_TRUE(add_missing_bots(*people_by_hand, *bots, clock.now()));
  EXPECT_TRUE(shared->policies.take_up(access));
  parts = std::make_shared<Parts>(
      Essentials{settings_, *prepared, clock, random, log, metrics, shared->refusals, {&spans}},
      Ports{provider, settings_->sign_in_configured ? rp.get() : nullptr, *sessions, sign_ins, *identities, local_admin,
            access, access.versions(), *team_members, *people_by_hand, *bots, tokens, *provisioned_users,
            *provisioned_groups, *accounts, &mail, audit, *sealer, *own_keys},
      *shared);
  in_force = std::make_unique<PartsInForce>(parts);
  handler = make_handler(*in_force);
}

World::~World() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

Reply World::send(std::string_view method, std::string_view target, Headers headers, std::string body,
                  http::Handler* on) {
  http::Request request;
  request.method = method;
  request.target = target;
  request.peer = std::make_shared<http::Peer>(peer);
  const bool has_host =
      std::ranges::any_of(headers, [](const auto& header) { return ascii_iequals(header.first, "Host"); });
  if (!has_host) headers.emplace_back("Host", "app.example");
  for (const auto& [name, value] : headers) request.headers.push_back({name, value});
  http::Handler& target_handler = on ? *on : *handler;
  http::Action action = target_handler.on_request(request, false);
  if (std::holds_alternative<http::NeedBody>(action)) {
    request.body = body;
    action = target_handler.on_request(request, true);
  }
  if (auto* const defer = std::get_if<http::Defer>(&action)) {
    ++deferred;
    return to_reply(defer->work());
  }
  if (auto* const forward = std::get_if<http::Forward>(&action)) return to_reply(*forward);
  return to_reply(std::get<http::Answer>(action));
}

namespace {

void keep_cookies(std::map<std::string, std::string>& jar, const Reply& reply) {
  for (const std::string& line : reply.all("Set-Cookie")) {
    const auto equals = line.find('=');
    const auto end = line.find(';');
    const std::string name = line.substr(0, equals);
    if (ascii_lower(line).find("max-age=0") != std::string::npos) {
      jar.erase(name);
    } else {
      jar[name] = line.substr(equals + 1, end - equals - 1);
    }
  }
}

Headers with_cookies(const std::map<std::string, std::string>& jar, Headers headers) {
  std::string line;
  for (const auto& [name, value] : jar) line += (line.empty() ? "" : "; ") + name + "=" + value;
  if (!line.empty()) headers.emplace_back("Cookie", line);
  return headers;
}

}  // namespace

Reply World::get(std::string_view target, Headers headers) {
  if (headers.empty()) headers.emplace_back("Accept", "text/html");
  const Reply reply = send("GET", target, with_cookies(jar, std::move(headers)));
  keep_cookies(jar, reply);
  return reply;
}

Reply World::post(std::string_view target, const http::Form& form, Headers headers) {
  headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  const Reply reply = send("POST", target, with_cookies(jar, std::move(headers)), form.print());
  keep_cookies(jar, reply);
  return reply;
}

std::string World::start(std::string_view return_to) {
  const Reply reply = get("/api/v1/auth/login?redirectUri=" + http::percent_encode(return_to));
  const std::string location = reply.header("Location");
  provider.nonce = query_value(location, "nonce");
  return query_value(location, "state");
}

Reply World::back(const std::string& state, std::string_view code) {
  return get("/callback?code=" + std::string(code) + "&state=" + state);
}

Reply World::sign_in(std::string_view return_to) {
  return back(start(return_to));
}

std::string World::session_cookie() const {
  const auto found = jar.find("__Host-sallyport");
  return found == jar.end() ? std::string() : found->second;
}

std::size_t World::people() const {
  return identities->list({}, 1000).value().size();
}

void reload(World& world, const std::function<void(Settings&)>& edit, oidc::rp::Provider* provider) {
  struct Next {
    Next(std::shared_ptr<const Settings> settings, World& world, oidc::rp::Provider* provider)
        : prepared(*settings),
          parts(Essentials{std::move(settings),
                           prepared,
                           world.clock,
                           world.random,
                           world.log,
                           world.metrics,
                           world.shared->refusals,
                           {&world.spans}},
                Ports{world.provider, provider, *world.sessions, world.sign_ins, *world.identities, world.local_admin,
                      world.access, world.access.versions(), *world.team_members, *world.people_by_hand, *world.bots,
                      world.tokens, *world.provisioned_users, *world.provisioned_groups, *world.accounts, &world.mail,
                      world.audit, *world.sealer, *world.own_keys},
                *world.shared) {}

    const Prepared prepared;
    const Parts parts;
  };
  auto settings = std::make_shared<Settings>(world.settings());
  edit(*settings);
  oidc::rp::Provider* const asked = provider ? provider : world.in_force->get()->callers.provider;
  const auto next = std::make_shared<const Next>(std::move(settings), world, asked);
  world.in_force->replace(PartsPtr(next, &next->parts));
}

void maintain(const OperationParts& parts) {
  hear_changes(parts);
  look_around(parts);
  doubt_caches(parts);
  tidy_store(parts);
  ask_provider(parts);
}

std::string query_value(std::string_view url, std::string_view name) {
  const auto question = url.find('?');
  if (question == std::string_view::npos) return {};
  const auto form = http::Form::parse(url.substr(question + 1));
  const auto value = form ? form->one(name) : Result<std::optional<std::string>>(std::nullopt);
  return value && *value ? **value : std::string();
}

}  // namespace sallyport::gateway::testing
