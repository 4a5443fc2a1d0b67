#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "directory/graph/shape/people_shape.h"
#include "directory/transfer/reading.h"

namespace sallyport::directory {
namespace {

using graph::Fields;

constexpr std::size_t kLeastKey = 16;  // bytes (RFC 4226 4, R6)
constexpr std::size_t kMostKey = 64;   // more than the block of SHA-1 adds nothing

Result<void> read_authenticator(Fields& fields, entra::User& user) {
  std::string text;
  SALLYPORT_CHECK(fields.text("key", text));
  auto key = base64_decode(text);
  if (!key || key->size() < kLeastKey || key->size() > kMostKey)
    return fields.wrong("key", "It must be base64 of 16 to 64 bytes, as the export prints it.");
  const json::Value* const step = fields.value("lastStep");
  const std::int64_t* const used = step == nullptr ? nullptr : step->as_integer();
  if (used == nullptr || *used < 0) return fields.wrong("lastStep", "It is needed: a number from 0.");
  user.totp.value = Secret(*std::move(key));
  user.totp_used = *used;
  return read_created(fields, user.totp_created);
}

Result<void> read_own_of_user(Fields& own, entra::User& user) {
  std::string role(entra::name_of(user.directory_role));
  SALLYPORT_CHECK(own.text("directoryRole", role));
  const auto parsed = entra::parse_directory_role(role);
  if (!parsed)
    return own.wrong("directoryRole",
                     "It must be Global Administrator, Application Administrator or User Administrator.");
  user.directory_role = *parsed;
  SALLYPORT_CHECK(own.text("homeIssuer", user.home_issuer));
  SALLYPORT_CHECK(own.flag("mustChangePassword", user.must_change_password));
  SALLYPORT_CHECK(own.time("passwordExpires", user.password_expires));
  SALLYPORT_CHECK(own.text("passwordHash", user.password_hash));
  if (!user.password_hash.empty() && !user.password_hash.starts_with("$argon2id$"))
    return own.wrong("passwordHash", "It must be a hash as the export prints it: $argon2id$…");
  return own.object("authenticator", [&](Fields& fields) { return read_authenticator(fields, user); });
}

}  // namespace

Result<void> read_user(Reading& reading, Fields& fields) {
  SALLYPORT_TRY(const auto id, claim_id(reading, fields, entra::PrincipalKind::user));
  SALLYPORT_TRY(const auto stored, reading.store.find_user(entra::ObjectId(id)));
  entra::User user = stored.value_or(entra::User());
  if (!stored) {
    user.id = entra::ObjectId(id);
    user.tenant = reading.plan.tenant.id;
    user.created = user.tokens_valid_from = reading.now;
  }
  SALLYPORT_CHECK(fields.name("userPrincipalName", user.user_principal_name, 113));
  const std::string& name = user.user_principal_name;
  if (name.find('@') == std::string::npos || name.starts_with('@') || name.ends_with('@') ||
      name.find(' ') != std::string::npos)
    return fields.wrong("userPrincipalName", "Write NAME@DOMAIN.");
  SALLYPORT_TRY(const auto namesake, reading.store.find_user_by_name(name));
  if ((namesake && namesake->id != user.id) || !reading.user_names.insert(ascii_lower(name)).second)
    return fields.wrong("userPrincipalName", "Somebody else has this name.");
  SALLYPORT_CHECK(fields.name("displayName", user.display_name, 256));
  if (user.display_name.empty()) return fields.wrong("displayName", "It is needed.");
  SALLYPORT_CHECK(fields.text("mail", user.email, 256));
  SALLYPORT_CHECK(fields.flag("accountEnabled", user.enabled));
  std::string type(entra::name_of(user.type));
  SALLYPORT_CHECK(fields.text("userType", type));
  const auto parsed = entra::parse_user_type(type);
  if (!parsed) return fields.wrong("userType", "It must be Member or Guest.");
  user.type = *parsed;
  SALLYPORT_CHECK(read_created(fields, user.created));
  SALLYPORT_CHECK(fields.object("sallyport", [&](Fields& own) { return read_own_of_user(own, user); }));
  const std::string label = "user " + name;
  note(reading, stored, std::move(user), reading.plan.added.users, reading.plan.users, label);
  return {};
}

Result<void> read_group(Reading& reading, Fields& fields) {
  SALLYPORT_TRY(const auto id, claim_id(reading, fields, entra::PrincipalKind::group));
  SALLYPORT_TRY(const auto stored, reading.store.find_group(entra::ObjectId(id)));
  entra::Group group = stored.value_or(entra::Group());
  if (!stored) {
    group.id = entra::ObjectId(id);
    group.tenant = reading.plan.tenant.id;
    group.created = reading.now;
  }
  SALLYPORT_CHECK(fields.name("displayName", group.display_name, 256));
  if (group.display_name.empty()) return fields.wrong("displayName", "It is needed.");
  SALLYPORT_CHECK(fields.text("description", group.description));
  SALLYPORT_CHECK(read_created(fields, group.created));
  (void)fields.value("members");
  const std::string label = "group " + group.display_name;
  note(reading, stored, std::move(group), reading.plan.added.groups, reading.plan.groups, label);
  return {};
}

Result<void> read_members(Reading& reading, const std::string& place, const json::Object& group) {
  const json::Value* id = group.find("id");
  const entra::ObjectId of(id == nullptr || id->as_string() == nullptr ? "" : ascii_lower(*id->as_string()));
  return each_of(group, place, "members", [&](Fields& fields, const json::Object&) -> Result<void> {
    SALLYPORT_TRY(const auto member, read_known(reading, fields, "id"));
    if (member == of) return fields.wrong("id", "A group cannot be a member of itself.");
    SALLYPORT_TRY(const auto groups, reading.store.groups_of(member));
    if (std::ranges::find(groups, of) != groups.end()) return {};
    reading.plan.added.members.push_back({of, member});
    reading.plan.lines.push_back("add member " + member.value + " of group " + of.value);
    return {};
  });
}

}  // namespace sallyport::directory
