#include "stores/sqlite/directory/sign_in_log.h"

#include "base/json_print.h"
#include "base/text.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {
namespace {

using entra::SentParameter;
using entra::SignInAttempt;

constexpr std::string_view kWord = "sign_in_log";
constexpr std::size_t kBatch = 256;  // entries in one transaction
constexpr Seconds kOldest{2};        // how long an entry waits for others, if more come
constexpr std::size_t kMostAtOnce = 999;

constexpr std::string_view kFirstLog = R"sql(
CREATE TABLE attempt (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, tenant TEXT NOT NULL, user TEXT NOT NULL,
  app TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX attempt_id ON attempt(id);
CREATE INDEX attempt_tenant ON attempt(tenant, ordinal);
CREATE INDEX attempt_user ON attempt(tenant, user, ordinal);
CREATE INDEX attempt_app ON attempt(tenant, app, ordinal);
)sql";

// The texts of an entry and their names in its record. The ids that are searched have columns of their own as well.
struct TextField {
  std::string_view name;
  std::string SignInAttempt::* field;
};
constexpr TextField kTexts[] = {
    {"id", &SignInAttempt::id},
    {"correlation_id", &SignInAttempt::correlation_id},
    {"endpoint", &SignInAttempt::endpoint},
    {"grant_type", &SignInAttempt::grant_type},
    {"user_name", &SignInAttempt::user_name},
    {"user_display_name", &SignInAttempt::user_display_name},
    {"app_name", &SignInAttempt::app_name},
    {"resource_name", &SignInAttempt::resource_name},
    {"address", &SignInAttempt::address},
    {"error", &SignInAttempt::error},
    {"reason", &SignInAttempt::reason},
    {"parameter", &SignInAttempt::parameter},
    {"expected", &SignInAttempt::expected},
    {"fix", &SignInAttempt::fix},
};

json::Object print_policy(const entra::AppliedPolicy& policy) {
  json::Array controls;
  for (const entra::GrantControl control : policy.controls) controls.emplace_back(entra::name_of(control));
  return {{"id", policy.id.value},
          {"name", policy.display_name},
          {"result", entra::name_of(policy.result)},
          {"controls", std::move(controls)},
          {"frequency", policy.has_frequency}};
}

// Member by member: an initializer list would copy each of them once more.
json::Object print_parameter(const SentParameter& parameter) {
  json::Object printed;
  printed.append("name") = parameter.name;
  printed.append("value") = parameter.value;
  printed.append("kept") = parameter.kept;
  return printed;
}

std::string print_body(const SignInAttempt& attempt) {
  json::Object body;
  const auto set = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) body.append(std::string(name)) = text;  // parse_body() takes what is absent for empty
  };
  for (const auto& [name, field] : kTexts) set(name, attempt.*field);
  set("tenant", attempt.tenant.value);
  set("user", attempt.user.value);
  set("app", attempt.app.value);
  set("resource", attempt.resource.value);
  body.set("time", attempt.time.seconds);
  body.set("code", attempt.code);
  json::Array sent;
  sent.reserve(attempt.sent.size());
  for (const SentParameter& each : attempt.sent) sent.emplace_back(print_parameter(each));
  body.set("sent", std::move(sent));
  json::Array policies;
  for (const entra::AppliedPolicy& each : attempt.policies) policies.emplace_back(print_policy(each));
  if (!policies.empty()) body.set("policies", std::move(policies));
  return json::print_object(body);
}

std::string text_of(const json::Object& body, std::string_view name) {
  const json::Value* value = body.find(name);
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? std::string() : *text;
}

std::int64_t number_of(const json::Object& body, std::string_view name) {
  const json::Value* value = body.find(name);
  const std::int64_t* number = value == nullptr ? nullptr : value->as_integer();
  return number == nullptr ? 0 : *number;
}

bool flag_of(const json::Object& body, std::string_view name) {
  const json::Value* value = body.find(name);
  const bool* flag = value == nullptr ? nullptr : value->as_bool();
  return flag != nullptr && *flag;
}

// The items of an array; none if there is no such array.
const json::Array& array_of(const json::Object& body, std::string_view name) {
  static const json::Array none;
  const json::Value* value = body.find(name);
  return value == nullptr || value->as_array() == nullptr ? none : *value->as_array();
}

entra::AppliedPolicy parse_policy(const json::Object& from) {
  entra::AppliedPolicy policy;
  policy.id.value = text_of(from, "id");
  policy.display_name = text_of(from, "name");
  policy.result = entra::parse_policy_result(text_of(from, "result")).value_or(entra::PolicyResult::not_applied);
  policy.has_frequency = flag_of(from, "frequency");
  for (const json::Value& each : array_of(from, "controls"))
    if (const auto* name = each.as_string())
      if (const auto control = entra::parse_grant_control(*name)) policy.controls.push_back(*control);
  return policy;
}

Result<SignInAttempt> parse_body(std::string_view text) {
  const auto body = json::parse_object(text);
  if (!body) return failure(Kind::unavailable, kWord, "", "a record is damaged");
  SignInAttempt attempt;
  for (const auto& [name, field] : kTexts) attempt.*field = text_of(*body, name);
  attempt.tenant.value = text_of(*body, "tenant");
  attempt.user.value = text_of(*body, "user");
  attempt.app.value = text_of(*body, "app");
  attempt.resource.value = text_of(*body, "resource");
  attempt.time.seconds = number_of(*body, "time");
  attempt.code = static_cast<int>(number_of(*body, "code"));
  for (const json::Value& each : array_of(*body, "policies"))
    if (const json::Object* policy = each.as_object()) attempt.policies.push_back(parse_policy(*policy));
  for (const json::Value& each : array_of(*body, "sent")) {
    const json::Object* parameter = each.as_object();
    if (parameter == nullptr) continue;
    attempt.sent.push_back({text_of(*parameter, "name"), text_of(*parameter, "value"), flag_of(*parameter, "kept")});
  }
  return attempt;
}

Result<void> insert(Connection& connection, const SignInAttempt& attempt) {
  const std::string body = print_body(attempt);
  SALLYPORT_CHECK(connection.run("INSERT INTO attempt (id, tenant, user, app, body) VALUES (?, ?, ?, ?, ?)",
                                 {attempt.id, attempt.tenant, attempt.user, attempt.app, body}));
  return {};
}

}  // namespace

const Schema& sign_in_log_schema() {
  static const Schema schema{0x5350534c, {kFirstLog}};  // "SPSL"
  return schema;
}

SqliteSignInLog::~SqliteSignInLog() {
  (void)flush();
}

Result<void> SqliteSignInLog::append(SignInAttempt attempt) {
  {
    const std::lock_guard lock(pending_mutex_);
    pending_.push_back(std::move(attempt));
    const bool due = pending_.size() >= kBatch || pending_.back().time - pending_.front().time >= kOldest;
    if (!due) return {};
  }
  return flush();
}

Result<void> SqliteSignInLog::flush() {
  const std::lock_guard writing(write_mutex_);
  std::vector<SignInAttempt> batch;
  {
    const std::lock_guard lock(pending_mutex_);
    batch.swap(pending_);
  }
  if (batch.empty()) return {};
  return rename_failure(database_.write([&](Connection& c) -> Result<void> {
    for (const SignInAttempt& attempt : batch) SALLYPORT_CHECK(insert(c, attempt));
    SALLYPORT_CHECK(c.run("DELETE FROM attempt WHERE ordinal <= (SELECT MAX(ordinal) FROM attempt) - ?",
                          {static_cast<std::int64_t>(most_)}));
    return {};
  }),
                        kWord);
}

Result<entra::SignInPage> SqliteSignInLog::page(const TenantId& tenant, const entra::SignInPageRequest& request) {
  if (request.limit < 1 || request.limit > kMostAtOnce) return failure(Kind::rejected, "page_limit");
  const auto after = request.after.empty() ? std::optional<long long>(INT64_MAX) : parse_decimal(request.after);
  if (!after || *after < 0) return failure(Kind::rejected, "page_after");
  SALLYPORT_CHECK(flush());
  std::string sql = "SELECT ordinal, body FROM attempt WHERE tenant = ?";
  Parameters parameters{tenant};
  if (!request.user.empty()) {
    sql += " AND user = ?";
    parameters.emplace_back(request.user);
  }
  if (!request.app.empty()) {
    sql += " AND app = ?";
    parameters.emplace_back(request.app);
  }
  sql += " AND ordinal < ? ORDER BY ordinal DESC LIMIT ?";
  parameters.emplace_back(std::int64_t{*after});
  parameters.emplace_back(static_cast<std::int64_t>(request.limit + 1));
  return rename_failure(database_.read([&](Connection& c) -> Result<entra::SignInPage> {
    entra::SignInPage page;
    std::int64_t last = 0;
    SALLYPORT_CHECK(c.query(sql, parameters, [&](const Row& row) -> Result<void> {
      if (page.entries.size() == request.limit) {
        page.next = std::to_string(last);
        return {};
      }
      SALLYPORT_TRY(last, row.integer(0));
      SALLYPORT_TRY(const auto body, row.text(1));
      SALLYPORT_TRY(auto attempt, parse_body(body));
      page.entries.push_back(std::move(attempt));
      return {};
    }));
    return page;
  }),
                        kWord);
}

Result<std::optional<SignInAttempt>> SqliteSignInLog::find(const TenantId& tenant, std::string_view id) {
  SALLYPORT_CHECK(flush());
  return rename_failure(database_.read([&](Connection& c) -> Result<std::optional<SignInAttempt>> {
    std::optional<SignInAttempt> found;
    SALLYPORT_CHECK(c.query("SELECT body FROM attempt WHERE id = ? AND tenant = ?", {id, tenant},
                            [&](const Row& row) -> Result<void> {
                              SALLYPORT_TRY(const auto body, row.text(0));
                              SALLYPORT_TRY(found, parse_body(body));
                              return {};
                            }));
    return found;
  }),
                        kWord);
}

Result<void> SqliteSignInLog::clear() {
  const std::lock_guard writing(write_mutex_);
  {
    const std::lock_guard lock(pending_mutex_);
    pending_.clear();
  }
  return rename_failure(database_.write([](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(c.run("DELETE FROM attempt", {}));
    return {};
  }),
                        kWord);
}

}  // namespace sallyport::stores
