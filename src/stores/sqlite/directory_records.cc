#include "stores/sqlite/directory_records.h"

#include "base/encoding.h"
#include "base/json.h"

namespace sallyport::stores {
namespace {

using namespace entra;
using namespace oidc::op;

template <class T>
json::Array array_of(const std::vector<T>& values, auto print_one) {
  json::Array array;
  for (const T& value : values) array.emplace_back(print_one(value));
  return array;
}
json::Array array_of(const std::vector<std::string>& values) {
  return array_of(values, [](const std::string& value) { return json::Value(value); });
}

// Reads members one after the other; the first that is not there, or of another type, fails the whole.
class Reader {
 public:
  explicit Reader(const json::Object& object) : object_(object) {}

  std::string text(std::string_view name) {
    const auto* value = find(name);
    const auto* text = value == nullptr ? nullptr : value->as_string();
    if (text == nullptr) good_ = false;
    return text == nullptr ? std::string() : *text;
  }
  std::string bytes(std::string_view name) {
    const auto decoded = base64_decode(text(name));
    if (!decoded) good_ = false;
    return decoded.value_or("");
  }
  std::int64_t integer(std::string_view name) {
    const auto* value = find(name);
    const auto* number = value == nullptr ? nullptr : value->as_integer();
    if (number == nullptr) good_ = false;
    return number == nullptr ? 0 : *number;
  }
  UnixTime time(std::string_view name) { return {integer(name)}; }
  bool flag(std::string_view name) {
    const auto* value = find(name);
    const auto* flag = value == nullptr ? nullptr : value->as_bool();
    if (flag == nullptr) good_ = false;
    return flag != nullptr && *flag;
  }
  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> all;
    for (const json::Value& value : array(name)) {
      if (value.as_string() == nullptr)
        good_ = false;
      else
        all.push_back(*value.as_string());
    }
    return all;
  }
  template <class Each>
  void objects(std::string_view name, Each each) {
    for (const json::Value& value : array(name)) {
      if (value.as_object() == nullptr) {
        good_ = false;
        continue;
      }
      Reader inner(*value.as_object());
      each(inner);
      good_ = good_ && inner.good_;
    }
  }
  template <class Each>
  void object(std::string_view name, Each each) {
    const auto* value = find(name);
    if (value == nullptr || value->as_object() == nullptr) {
      good_ = false;
      return;
    }
    Reader inner(*value->as_object());
    each(inner);
    good_ = good_ && inner.good_;
  }
  template <class T>
  Result<T> finish(T value) const {
    if (!good_) return failure(Kind::unavailable, "sqlite_value");
    return value;
  }

 private:
  const json::Value* find(std::string_view name) const { return object_.find(name); }
  json::Array array(std::string_view name) {
    const auto* value = find(name);
    if (value == nullptr || value->as_array() == nullptr) {
      good_ = false;
      return {};
    }
    return *value->as_array();
  }

  const json::Object& object_;
  bool good_ = true;
};

Result<json::Object> parse_body(std::string_view text) {
  auto object = json::parse_object(text);
  if (!object) return failure(Kind::unavailable, "sqlite_value", "", std::string(object.error().reason));
  return object;
}

json::Object print_grant(const Grant& grant) {
  return {{"client", grant.client.value},
          {"tenant", grant.tenant.value},
          {"subject", grant.subject.value},
          {"redirect_uri", grant.redirect_uri},
          {"platform", grant.platform},
          {"scopes", array_of(grant.scopes)},
          {"nonce", grant.nonce},
          {"sid", grant.sid},
          {"authenticated", grant.authenticated.seconds}};
}

Grant read_grant(Reader& reader) {
  return {ClientId(reader.text("client")),
          TenantId(reader.text("tenant")),
          Subject(reader.text("subject")),
          reader.text("redirect_uri"),
          reader.text("platform"),
          reader.texts("scopes"),
          reader.text("nonce"),
          reader.text("sid"),
          reader.time("authenticated")};
}

}  // namespace

std::string print_record(const Tenant& tenant) {
  return json::print(
      json::Object{{"id", tenant.id.value}, {"name", tenant.name}, {"domains", array_of(tenant.domains)}});
}

template <>
Result<Tenant> parse_record(std::string_view text) {
  SALLYPORT_TRY(const auto object, parse_body(text));
  Reader reader(object);
  return reader.finish(Tenant{TenantId(reader.text("id")), reader.text("name"), reader.texts("domains")});
}

std::string print_record(const User& user) {
  return json::print(json::Object{{"id", user.id.value},
                                  {"tenant", user.tenant.value},
                                  {"user_principal_name", user.user_principal_name},
                                  {"display_name", user.display_name},
                                  {"email", user.email},
                                  {"password_hash", user.password_hash},
                                  {"enabled", user.enabled},
                                  {"tokens_valid_from", user.tokens_valid_from.seconds}});
}

template <>
Result<User> parse_record(std::string_view text) {
  SALLYPORT_TRY(const auto object, parse_body(text));
  Reader reader(object);
  return reader.finish(User{ObjectId(reader.text("id")), TenantId(reader.text("tenant")),
                            reader.text("user_principal_name"), reader.text("display_name"), reader.text("email"),
                            reader.text("password_hash"), reader.flag("enabled"), reader.time("tokens_valid_from")});
}

std::string print_record(const AppRegistration& app) {
  json::Object body{{"client_id", app.client_id.value},
                    {"id", app.id.value},
                    {"service_principal", app.service_principal.value},
                    {"tenant", app.tenant.value},
                    {"display_name", app.display_name},
                    {"audience", static_cast<int>(app.audience)},
                    {"logout_url", app.logout_url},
                    {"id_token_implicit", app.id_token_implicit},
                    {"access_token_implicit", app.access_token_implicit},
                    {"public_client_flows", app.public_client_flows},
                    {"access_token_version", app.access_token_version},
                    {"identifier_uris", array_of(app.identifier_uris)},
                    {"group_claims", static_cast<int>(app.group_claims)},
                    {"assignment_required", app.assignment_required},
                    {"enabled", app.enabled},
                    {"optional_claims", array_of(app.optional_claims)}};
  body.set("redirect_uris", array_of(app.redirect_uris, [](const RedirectUri& uri) {
             return json::Object{{"uri", uri.uri}, {"platform", name_of(uri.platform)}};
           }));
  body.set("app_roles", array_of(app.app_roles, [](const AppRole& role) {
             return json::Object{{"id", role.id},
                                 {"value", role.value},
                                 {"display_name", role.display_name},
                                 {"for_users", role.for_users},
                                 {"for_applications", role.for_applications},
                                 {"enabled", role.enabled}};
           }));
  body.set("secrets", array_of(app.secrets, [](const PasswordCredential& secret) {
             return json::Object{{"key_id", secret.key_id},       {"display_name", secret.display_name},
                                 {"hint", secret.hint},           {"secret_hash", secret.secret_hash},
                                 {"start", secret.start.seconds}, {"end", secret.end.seconds}};
           }));
  body.set("certificates", array_of(app.certificates, [](const KeyCredential& key) {
             return json::Object{{"key_id", key.key_id},
                                 {"display_name", key.display_name},
                                 {"der", base64_encode(key.certificate_der)}};
           }));
  body.set("assignments", array_of(app.assignments, [](const Assignment& assignment) {
             return json::Object{{"principal", assignment.principal.value}, {"app_role_id", assignment.app_role_id}};
           }));
  return json::print(body);
}

template <>
Result<AppRegistration> parse_record(std::string_view text) {
  SALLYPORT_TRY(const auto object, parse_body(text));
  Reader reader(object);
  AppRegistration app;
  app.client_id = ClientId(reader.text("client_id"));
  app.id = ObjectId(reader.text("id"));
  app.service_principal = ObjectId(reader.text("service_principal"));
  app.tenant = TenantId(reader.text("tenant"));
  app.display_name = reader.text("display_name");
  app.audience = static_cast<SignInAudience>(reader.integer("audience"));
  app.logout_url = reader.text("logout_url");
  app.id_token_implicit = reader.flag("id_token_implicit");
  app.access_token_implicit = reader.flag("access_token_implicit");
  app.public_client_flows = reader.flag("public_client_flows");
  app.access_token_version = static_cast<int>(reader.integer("access_token_version"));
  app.identifier_uris = reader.texts("identifier_uris");
  app.group_claims = static_cast<GroupClaims>(reader.integer("group_claims"));
  app.assignment_required = reader.flag("assignment_required");
  app.enabled = reader.flag("enabled");
  app.optional_claims = reader.texts("optional_claims");
  reader.objects("redirect_uris", [&](Reader& each) {
    app.redirect_uris.push_back({each.text("uri"), parse_platform(each.text("platform")).value_or(Platform::web)});
  });
  reader.objects("app_roles", [&](Reader& each) {
    app.app_roles.push_back({each.text("id"), each.text("value"), each.text("display_name"), each.flag("for_users"),
                             each.flag("for_applications"), each.flag("enabled")});
  });
  reader.objects("secrets", [&](Reader& each) {
    app.secrets.push_back({each.text("key_id"), each.text("display_name"), each.text("hint"), each.text("secret_hash"),
                           each.time("start"), each.time("end")});
  });
  reader.objects("certificates", [&](Reader& each) {
    app.certificates.push_back({each.text("key_id"), each.text("display_name"), each.bytes("der")});
  });
  reader.objects("assignments", [&](Reader& each) {
    app.assignments.push_back({ObjectId(each.text("principal")), each.text("app_role_id")});
  });
  return reader.finish(std::move(app));
}

std::string print_record(const AuthorizationCode& code) {
  return json::print(json::Object{{"digest", code.digest.value},
                                  {"grant", print_grant(code.grant)},
                                  {"challenge", code.challenge ? code.challenge->value : ""},
                                  {"family", code.family},
                                  {"issued", code.issued.seconds},
                                  {"expires", code.expires.seconds}});
}

template <>
Result<AuthorizationCode> parse_record(std::string_view text) {
  SALLYPORT_TRY(const auto object, parse_body(text));
  Reader reader(object);
  AuthorizationCode code;
  code.digest = TokenDigest(reader.text("digest"));
  reader.object("grant", [&](Reader& grant) { code.grant = read_grant(grant); });
  if (const std::string challenge = reader.text("challenge"); !challenge.empty())
    code.challenge = oidc::CodeChallenge{challenge};
  code.family = reader.text("family");
  code.issued = reader.time("issued");
  code.expires = reader.time("expires");
  return reader.finish(std::move(code));
}

std::string print_record(const RefreshToken& token) {
  return json::print(json::Object{{"digest", token.digest.value},
                                  {"grant", print_grant(token.grant)},
                                  {"family", token.family},
                                  {"issued", token.issued.seconds},
                                  {"expires", token.expires.seconds}});
}

template <>
Result<RefreshToken> parse_record(std::string_view text) {
  SALLYPORT_TRY(const auto object, parse_body(text));
  Reader reader(object);
  RefreshToken token;
  token.digest = TokenDigest(reader.text("digest"));
  reader.object("grant", [&](Reader& grant) { token.grant = read_grant(grant); });
  token.family = reader.text("family");
  token.issued = reader.time("issued");
  token.expires = reader.time("expires");
  return reader.finish(std::move(token));
}

std::string print_record(const SignIn& sign_in) {
  return json::print(json::Object{{"digest", sign_in.digest.value},
                                  {"tenant", sign_in.tenant.value},
                                  {"subject", sign_in.subject.value},
                                  {"sid", sign_in.sid},
                                  {"authenticated", sign_in.authenticated.seconds},
                                  {"expires", sign_in.expires.seconds}});
}

template <>
Result<SignIn> parse_record(std::string_view text) {
  SALLYPORT_TRY(const auto object, parse_body(text));
  Reader reader(object);
  return reader.finish(SignIn{TokenDigest(reader.text("digest")),
                              TenantId(reader.text("tenant")),
                              Subject(reader.text("subject")),
                              reader.text("sid"),
                              reader.time("authenticated"),
                              reader.time("expires"),
                              {}});
}

std::string print_record(const KeySet& keys) {
  return json::print(json::Object{{"generation", keys.generation},
                                  {"signing_kid", keys.signing_kid},
                                  {"pairwise_secret", base64_encode(keys.pairwise_secret.reveal())},
                                  {"keys", array_of(keys.keys, [](const StoredKey& key) {
                                     return json::Object{{"kid", key.kid},
                                                         {"pem", key.private_key_pem.reveal()},
                                                         {"der", base64_encode(key.certificate_der)},
                                                         {"created", key.created.seconds}};
                                   })}});
}

template <>
Result<KeySet> parse_record(std::string_view text) {
  SALLYPORT_TRY(const auto object, parse_body(text));
  Reader reader(object);
  KeySet keys;
  keys.generation = reader.integer("generation");
  keys.signing_kid = reader.text("signing_kid");
  keys.pairwise_secret = Secret(reader.bytes("pairwise_secret"));
  reader.objects("keys", [&](Reader& each) {
    keys.keys.push_back({each.text("kid"), Secret(each.text("pem")), each.bytes("der"), each.time("created")});
  });
  return reader.finish(std::move(keys));
}

}  // namespace sallyport::stores
