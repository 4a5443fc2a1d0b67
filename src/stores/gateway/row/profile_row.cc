#include "stores/gateway/row/profile_row.h"

#include "base/json.h"
#include "stores/sql/one_of.h"
#include "stores/sql/row_check.h"
#include "stores/sql/sql_text.h"

namespace sallyport::stores {

using identity::Person;
using identity::PersonKind;

namespace {

constexpr std::string_view kProfileColumns =
    "person, bot, disabled, deleted, display_name, description, timezone, images, version, updated, updated_by, "
    "row_check";

using Images = std::map<std::string, std::string>;

std::string print_images(const Images& images) {
  json::Object object;
  for (const auto& [size, address] : images) object.set(size, address);
  return json::print(object);
}

Result<Images> parse_images(std::string_view text) {
  const auto object = json::parse_object(text);
  if (!object) return failure(Kind::unavailable, "sql_damaged", {}, "images");
  Images images;
  for (const auto& [size, address] : *object) {
    if (!address.as_string()) return failure(Kind::unavailable, "sql_damaged", {}, "images");
    images.emplace(size, *address.as_string());
  }
  return images;
}

Parameters values_of(const PersonId& person, const ProfileRow& row, const std::string& images) {
  return {person,
          row.kind == PersonKind::bot,
          row.disabled,
          row.deleted,
          row.profile.display_name,
          row.profile.description,
          row.profile.timezone,
          images,
          row.version,
          row.updated,
          row.updated_by};
}

Result<ProfileRow> parse_profile(const Row& row) {
  ProfileRow out;
  SALLYPORT_TRY(const auto person, row.text(0));
  SALLYPORT_TRY(const auto bot, row.flag(1));
  out.kind = bot ? PersonKind::bot : PersonKind::human;
  SALLYPORT_TRY(out.disabled, row.flag(2));
  SALLYPORT_TRY(out.deleted, row.flag(3));
  SALLYPORT_TRY(out.profile.display_name, row.text(4));
  SALLYPORT_TRY(out.profile.description, row.text(5));
  SALLYPORT_TRY(out.profile.timezone, row.text(6));
  SALLYPORT_TRY(const auto images, row.text(7));
  SALLYPORT_TRY(out.version, row.integer(8));
  SALLYPORT_TRY(out.updated, row.time(9));
  SALLYPORT_TRY(out.updated_by, row.text(10));
  SALLYPORT_TRY(const auto check, row.blob(11));
  SALLYPORT_CHECK(check_row(values_of(PersonId(person), out, images), check));
  SALLYPORT_TRY(out.profile.images, parse_images(images));
  return out;
}

}  // namespace

ProfileRow default_profile(const Person& person) {
  ProfileRow row;
  row.disabled = person.disabled;
  row.updated = person.created;
  return row;
}

Result<ProfileRows> profiles_of(Connection& connection, const std::vector<PersonId>& ids, Damaged damaged, Log& log) {
  ProfileRows rows;
  if (ids.empty()) return rows;
  const OneOf those = one_of(ids);
  SALLYPORT_CHECK(connection.query(joined({"SELECT ", kProfileColumns, " FROM profile WHERE person IN ", those.list}),
                                   those.values, [&](const Row& row) -> Result<void> {
                                     SALLYPORT_TRY(const auto person, row.text(0));
                                     auto parsed = parse_profile(row);
                                     if (!parsed) report_damaged(log, "profile", person, parsed.error());
                                     if (!parsed && (damaged == Damaged::fail || !is_damage(parsed.error())))
                                       return Failure(parsed.error());
                                     rows.emplace(PersonId(person),
                                                  parsed ? std::optional(*std::move(parsed)) : std::nullopt);
                                     return {};
                                   }));
  return rows;
}

Result<ProfileRow> profile_of(Connection& connection, const Person& person, Log& log) {
  SALLYPORT_TRY(auto rows, profiles_of(connection, {person.id}, Damaged::fail, log));
  return rows.empty() ? default_profile(person) : *std::move(rows.begin()->second);
}

Result<void> put_profile(Connection& connection, const PersonId& person, const ProfileRow& row) {
  static const std::string kPut =
      joined({"INSERT INTO profile (", kProfileColumns,
              ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person) DO UPDATE SET bot = excluded.bot, "
              "disabled = excluded.disabled, deleted = excluded.deleted, display_name = excluded.display_name, "
              "description = excluded.description, timezone = excluded.timezone, images = excluded.images, "
              "version = excluded.version, updated = excluded.updated, updated_by = excluded.updated_by, "
              "row_check = excluded.row_check"});
  const std::string images = print_images(row.profile.images);
  Parameters values = values_of(person, row, images);
  const std::string check = row_check(values);
  values.emplace_back(Blob{check});
  SALLYPORT_CHECK(connection.run(kPut, values));
  return {};
}

Result<void> add_version(Connection& connection, const PersonId& id, Log& log) {
  SALLYPORT_TRY(const auto person, find_person(connection, id, log));
  if (!person) return {};
  SALLYPORT_TRY(auto row, profile_of(connection, *person, log));
  ++row.version;
  return put_profile(connection, id, row);
}

}  // namespace sallyport::stores
