// How the parts of a file are read. Only the sources of this folder include this header.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "directory/graph/shape/body.h"
#include "directory/transfer/plan.h"

namespace sallyport::directory {

// One tenant while its part of the file is read.
struct Reading {
  entra::DirectoryStore& store;
  UnixTime now;
  Random& random;
  TenantPlan plan;
  std::map<std::string, entra::PrincipalKind> known = {};  // what the file has read so far, by id
  std::set<std::string> user_names = {};                   // in lower case
  std::set<std::string> locations = {};                    // ids of what the file has read so far
  std::set<std::string> policies = {};
};

using ReadItem = std::function<Result<void>(graph::Fields&, const json::Object&)>;

// A mistake in the file: rejected/"import_file".
Failure in_file(const std::string& what);

// Reads each object of a list of `owner`. `place` is that of the owner, such as "tenants[0].", so that a mistake is
// said to be at "tenants[0].users[3].mail".
Result<void> each_of(const json::Object& owner, const std::string& place, const std::string& list,
                     const ReadItem& read_item);

// Members that many objects have. claim_id() reads the id of a person, a group or a service principal, which nothing
// else may have. read_known() demands that the id is that of one of them in the tenant, of this kind if one is given,
// which is stored or which the file has before.
Result<std::string> read_id(graph::Fields& fields, std::string_view name);
Result<std::string> claim_id(Reading& reading, graph::Fields& fields, entra::PrincipalKind kind);
Result<void> read_created(graph::Fields& fields, UnixTime& created);
Result<entra::ObjectId> read_known(const Reading& reading, graph::Fields& fields, std::string_view name,
                                   std::optional<entra::PrincipalKind> kind = std::nullopt);
Failure of_another_tenant(graph::Fields& fields, std::string_view name);

// Notes a value if it is new or differs from the stored one.
template <class T>
void note(Reading& reading, const std::optional<T>& stored, T value, std::vector<T>& added, std::vector<T>& changed,
          const std::string& label) {
  if (stored == value) return;
  reading.plan.lines.push_back((stored ? "change " : "add ") + label);
  (stored ? changed : added).push_back(std::move(value));
}

// Each reads one object of the list that it is named after. Members are read after all that they may be.
Result<void> read_user(Reading& reading, graph::Fields& fields);
Result<void> read_group(Reading& reading, graph::Fields& fields);
Result<void> read_members(Reading& reading, const std::string& place, const json::Object& group);
Result<void> read_app(Reading& reading, graph::Fields& fields, const json::Object& item);
Result<void> read_principal(Reading& reading, graph::Fields& fields);
Result<void> read_assignment(Reading& reading, graph::Fields& fields);
Result<void> read_grant(Reading& reading, graph::Fields& fields);
Result<void> read_location(Reading& reading, graph::Fields& fields, const json::Object& item);
Result<void> read_policy(Reading& reading, graph::Fields& fields, const json::Object& item);

}  // namespace sallyport::directory
