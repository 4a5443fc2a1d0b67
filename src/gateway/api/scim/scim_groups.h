// What a client does with groups, which are teams of type Group under the organization. A client sees and changes the
// members that it has put there, and no others. open_scim() has asked about rights.
#pragma once

#include <cstddef>
#include <string>

#include "gateway/api/scim/scim_request.h"

namespace sallyport::gateway {

// Counts the members that one answer shows. A client may ask for 200 groups, and each may hold everybody.
class MemberRoom {
 public:
  explicit MemberRoom(std::size_t most) : left_(most) {}

  // Errors: rejected/"scim_too_many"; then nothing was taken.
  Result<void> take(std::size_t members);

 private:
  std::size_t left_;
};

inline constexpr std::size_t kMembersInList = 100'000;

// `members` may be compared with eq alone. Errors also: those of MemberRoom.
Result<ScimAnswered> list_scim_groups(const ScimCall& scim, const ScimQuery& query);
Result<ScimAnswered> show_scim_group(const ScimCall& scim, const std::string& id, const scim::Projection& projection);

// 201. Makes a team of this name. A team that is there already is never taken over, because its roles would be.
Result<ScimAnswered> create_scim_group(const ScimCall& scim, const json::Object& body);

// A replacement answers with the group, whose members stay if it does not say. A patch answers 204, because a large
// group is not read for each one who joins.
Result<ScimAnswered> replace_scim_group(const ScimCall& scim, const std::string& id, identity::SeenVersion seen,
                                        const json::Object& body);
Result<ScimAnswered> patch_scim_group(const ScimCall& scim, const std::string& id, identity::SeenVersion seen,
                                      const json::Object& message);

// 204. The members leave. The team is removed unless somebody else is in it, or a rule or another team needs it.
Result<ScimAnswered> delete_scim_group(const ScimCall& scim, const std::string& id, identity::SeenVersion seen);

}  // namespace sallyport::gateway
