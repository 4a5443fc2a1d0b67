// What rules and questions may name: resources, their operations and their attributes. OpenMetadata's are there from
// the start, and an application registers its own.
#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport::identity {

inline constexpr std::size_t kMaxOperations = 128;
inline constexpr std::size_t kMaxResources = 256;

using OperationSet = std::bitset<kMaxOperations>;  // the bit is the operation's place in Vocabulary::operations()
using ResourceSet = std::bitset<kMaxResources>;    // the bit is the resource's place in Vocabulary::resources()

// The attributes that functions of the condition language read. Every resource also has `type` and `id`.
inline constexpr std::string_view kType = "type";
inline constexpr std::string_view kId = "id";
inline constexpr std::string_view kOwners = "owners";
inline constexpr std::string_view kDomain = "domain";
inline constexpr std::string_view kTags = "tags";
inline constexpr std::string_view kCertification = "certification";
inline constexpr std::string_view kIsAdmin = "isAdmin";  // of a person

// The operations that stand for several: All for every one, ViewAll for each that begins with "View", EditAll for each
// that begins with "Edit". A rule that names one of them applies to all that it stands for. A question that names one
// of them is answered only by rules that name the same one or All.
inline constexpr std::string_view kAll = "All";
inline constexpr std::string_view kViewAll = "ViewAll";
inline constexpr std::string_view kEditAll = "EditAll";

// One kind of object. An attribute that it does not list is known to be absent: an object without "owners" has none.
struct ResourceDescriptor {
  std::string name{};                     // "dashboard"
  std::vector<std::string> operations{};  // All, ViewAll and EditAll need not be listed
  std::vector<std::string> attributes{};  // without type and id

  bool operator==(const ResourceDescriptor&) const = default;
};

class Vocabulary {
 public:
  // Only the operations All, ViewAll and EditAll, and no resource.
  Vocabulary();

  // OpenMetadata's resources and operations. Source: OpenMetadata's schema policies/accessControl/resourceDescriptor.
  static Vocabulary open_metadata();

  // Registers a resource, and those of its operations that are new. Names are 1 to 64 letters, digits, '_', '-', '.'.
  // Errors: malformed/"resource_name", "operation_name", "attribute_name"; conflict/"resource_exists";
  // rejected/"vocabulary_full".
  Result<void> add(ResourceDescriptor resource);

  // "EditOwner", OpenMetadata's word until 1.5, finds EditOwners.
  std::optional<std::size_t> find_operation(std::string_view name) const;
  std::optional<std::size_t> find_resource(std::string_view name) const;

  // Whether some resource has the attribute.
  bool has_attribute(std::string_view name) const;

  // The operations to which a rule that names this one applies. Empty if there is no such operation.
  OperationSet covered_by(std::string_view operation) const;

  const std::vector<std::string>& operations() const { return operations_; }
  const std::vector<ResourceDescriptor>& resources() const { return resources_; }

  bool operator==(const Vocabulary&) const = default;

 private:
  Result<void> add_operation(const std::string& name);

  std::vector<std::string> operations_;
  std::vector<ResourceDescriptor> resources_;
};

}  // namespace sallyport::identity
