// The attributes of users and groups: the one table that requests are read by and that /Schemas shows. What is not here
// does not exist: passwords, roles and entitlements in particular, because a SCIM client gives nobody a right.
// Source: RFC 7643 2, 4 and 7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace sallyport::scim {

enum class ResourceKind : std::uint8_t { user, group };

enum class Type : std::uint8_t { text, flag, reference, date_time, complex };

enum class Mutability : std::uint8_t { read_write, read_only };

struct Attribute {
  std::string_view name;
  std::string_view description;
  Type type = Type::text;
  bool multi_valued = false;
  bool required = false;
  bool case_exact = false;
  bool unique = false;
  Mutability mutability = Mutability::read_write;
  const Attribute* first_part = nullptr;  // of a complex attribute
  std::size_t part_count = 0;

  std::span<const Attribute> parts() const { return {first_part, part_count}; }
};

struct Schema {
  std::string_view id;  // a URN
  std::string_view name;
  std::string_view description;
  std::span<const Attribute> attributes;
};

inline constexpr std::string_view kUserSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
inline constexpr std::string_view kGroupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
inline constexpr std::string_view kEnterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

// The schemas of a kind: its core schema, then its extensions.
std::span<const Schema> schemas_of(ResourceKind kind);

// The attributes that every resource has, whatever its schema: id, externalId, meta and schemas.
std::span<const Attribute> common_attributes();

// By name, in any case; null if there is none.
const Attribute* find_attribute(std::span<const Attribute> attributes, std::string_view name);

}  // namespace sallyport::scim
