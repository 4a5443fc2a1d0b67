#include "identity/scim/schema.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sallyport::scim {
namespace {

constexpr Attribute text(std::string_view name, std::string_view description) {
  return {.name = name, .description = description};
}

constexpr Attribute flag(std::string_view name, std::string_view description) {
  return {.name = name, .description = description, .type = Type::flag};
}

constexpr Attribute reference(std::string_view name, std::string_view description) {
  return {.name = name, .description = description, .type = Type::reference, .case_exact = true};
}

constexpr Attribute fixed(Attribute attribute) {
  attribute.mutability = Mutability::read_only;
  return attribute;
}

constexpr Attribute exact(Attribute attribute) {
  attribute.case_exact = true;
  return attribute;
}

template <std::size_t N>
constexpr Attribute complex(std::string_view name, std::string_view description,
                            const std::array<Attribute, N>& parts) {
  return {.name = name,
          .description = description,
          .type = Type::complex,
          .first_part = parts.data(),
          .part_count = parts.size()};
}

template <std::size_t N>
constexpr Attribute list(std::string_view name, std::string_view description, const std::array<Attribute, N>& parts) {
  Attribute attribute = complex(name, description, parts);
  attribute.multi_valued = true;
  return attribute;
}

constexpr std::array kName{text("formatted", "The whole name"),       text("familyName", "The last name"),
                           text("givenName", "The first name"),       text("middleName", "The middle names"),
                           text("honorificPrefix", "The title: Dr."), text("honorificSuffix", "The suffix: III")};

constexpr std::array kPlural{text("value", "The value itself"), text("display", "A label of it"),
                             text("type", "What it is for: work, home, other"),
                             flag("primary", "Whether it is the main one")};

constexpr std::array kAddress{text("formatted", "The whole address"),
                              text("streetAddress", "Street and number"),
                              text("locality", "The city"),
                              text("region", "The state or region"),
                              text("postalCode", "The postal code"),
                              text("country", "The country"),
                              text("type", "What it is for: work, home, other"),
                              flag("primary", "Whether it is the main one")};

constexpr std::array kUserGroup{
    fixed(exact(text("value", "The id of the group"))), fixed(reference("$ref", "The address of the group")),
    fixed(text("display", "The group's name")), fixed(text("type", "direct: Sallyport knows no groups in groups"))};

constexpr std::array kUser{
    Attribute{.name = "userName",
              .description = "The name at the client, usually the user principal name",
              .required = true,
              .unique = true},
    complex("name", "The parts of the person's name", kName),
    text("displayName", "The name that is shown"),
    text("nickName", "A casual name"),
    reference("profileUrl", "The address of a page about the person"),
    text("title", "The job title"),
    text("userType", "Such as Employee or Guest"),
    text("preferredLanguage", "Such as en-US"),
    text("locale", "Such as en-US"),
    text("timezone", "Such as Europe/Berlin"),
    flag("active", "Whether the person may sign in"),
    list("emails", "Addresses of e-mail", kPlural),
    list("phoneNumbers", "Telephone numbers", kPlural),
    list("addresses", "Postal addresses", kAddress),
    fixed(list("groups", "The groups of the client that the person is in", kUserGroup)),
};

constexpr std::array kManager{exact(text("value", "The id of the manager's resource")),
                              reference("$ref", "The address of the manager's resource"),
                              text("displayName", "The manager's name")};

constexpr std::array kEnterprise{
    text("employeeNumber", "The number of the employee"),
    text("costCenter", "The cost center"),
    text("organization", "The organization"),
    text("division", "The division"),
    text("department", "The department"),
    complex("manager", "The manager", kManager),
};

constexpr std::array kMember{exact(text("value", "The id of the member")),
                             reference("$ref", "The address of the member"), text("display", "The member's name"),
                             text("type", "User")};

constexpr std::array kGroup{
    Attribute{.name = "displayName", .description = "The group's name", .required = true, .unique = true},
    list("members", "The users in the group", kMember),
};

constexpr Attribute date_time(std::string_view name, std::string_view description) {
  return {.name = name, .description = description, .type = Type::date_time, .mutability = Mutability::read_only};
}

constexpr std::array kMeta{fixed(exact(text("resourceType", "User or Group"))),
                           date_time("created", "When it was made"),
                           date_time("lastModified", "When it was changed last"),
                           fixed(reference("location", "Its address")), fixed(exact(text("version", "Its ETag")))};

constexpr std::array kCommon{fixed(exact(text("id", "The id that Sallyport gave it"))),
                             exact(text("externalId", "The id that the client gave it")),
                             fixed(complex("meta", "What Sallyport says about it", kMeta)),
                             fixed(reference("schemas", "The URNs of its schemas"))};

constexpr std::array kUserSchemas{
    Schema{kUserSchema, "User", "A person", kUser},
    Schema{kEnterpriseSchema, "EnterpriseUser", "What companies add about a person", kEnterprise}};
constexpr std::array kGroupSchemas{Schema{kGroupSchema, "Group", "A team of people", kGroup}};

}  // namespace

std::span<const Schema> schemas_of(ResourceKind kind) {
  if (kind == ResourceKind::user) return kUserSchemas;
  return kGroupSchemas;
}

std::span<const Attribute> common_attributes() {
  return kCommon;
}

const Attribute* find_attribute(std::span<const Attribute> attributes, std::string_view name) {
  const auto found =
      std::ranges::find_if(attributes, [&](const Attribute& attribute) { return ascii_iequals(attribute.name, name); });
  return found == attributes.end() ? nullptr : &*found;
}

}  // namespace sallyport::scim
