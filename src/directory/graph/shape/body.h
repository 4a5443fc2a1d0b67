// Reads the JSON body of a request into values. Members that the body does not name leave their value as it is, so one
// reader serves a new object and the merge of a PATCH.
// Source: OData 4.01 Part 1, 11.4.3 (update an entity).
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "directory/graph/shape/answer.h"

namespace sallyport::directory::graph {

// The body as an object; empty if the request has no body. Refusals: 400 if it is not JSON, or too deep or too long.
Answered<json::Object> read_body(const Exchange& exchange);

inline constexpr std::size_t kLongText = 1024;  // bytes
inline constexpr std::size_t kMaxItems = 1200;  // of one collection, as in Entra ID's manifest

// The members of one object in a body. Every function changes its target only if the body has the member, and fails
// with invalid() if the value has the wrong type or is not allowed. The object must outlive this one.
class Fields {
 public:
  using Read = std::function<Result<void>(Fields&)>;

  // `place` is the path of the object in the body, such as "web."; `resource` is the name in messages, "Application".
  Fields(const json::Object& object, std::string_view resource, std::string place = {});

  // A text of at most `most` bytes. null is an empty text.
  Result<void> text(std::string_view name, std::string& target, std::size_t most = kLongText);
  // The same, but neither null nor an empty text is allowed, nor a control character.
  Result<void> name(std::string_view name, std::string& target, std::size_t most);
  Result<void> guid(std::string_view name, std::string& target);           // stored in lower case
  Result<void> flag(std::string_view name, bool& target);                  // null: false
  Result<void> number(std::string_view name, std::optional<int>& target);  // null: absent
  Result<void> time(std::string_view name, std::optional<UnixTime>& target);
  Result<void> texts(std::string_view name, std::vector<std::string>& target, std::size_t most = kLongText);
  Result<void> object(std::string_view name, const Read& read);  // null: as if it were not there

  // A collection that replaces the stored one. `each` makes an item from its object.
  template <class T>
  Result<void> objects(std::string_view name, std::vector<T>& target, const std::function<Result<T>(Fields&)>& each) {
    std::vector<T> made;
    SALLYPORT_TRY(const bool present, each_object(name, [&](Fields& fields) -> Result<void> {
                    SALLYPORT_TRY(auto item, each(fields));
                    made.push_back(std::move(item));
                    return {};
                  }));
    if (present) target = std::move(made);
    return {};
  }

  // The member as it is; null if there is none.
  const json::Value* value(std::string_view name) { return take(name); }

  // Members that a client may send back as it got them: read-only ones with the stored value, and ones that the
  // directory does not have, as long as they are null, false or empty.
  Result<void> unchanged(std::string_view name, const json::Value& stored);
  Result<void> unused(std::initializer_list<std::string_view> names);

  bool has(std::string_view name) const { return object_.contains(name); }
  const json::Value* find(std::string_view name) const { return object_.find(name); }
  Failure wrong(std::string_view name, std::string_view expected = {}) const;

  // Fails for a member that none of the functions above has read. Call it last.
  Result<void> no_others() const;

 private:
  const json::Value* take(std::string_view name);
  Result<bool> each_object(std::string_view name, const Read& read);
  std::string path_of(std::string_view name) const { return place_ + std::string(name); }

  const json::Object& object_;
  std::string_view resource_;
  std::string place_;
  std::vector<std::string_view> known_;
};

// The GUID at the end of "https://…/v1.0/directoryObjects/{id}", as in the body of a POST to …/$ref.
Answered<entra::ObjectId> read_reference(const Exchange& exchange);

}  // namespace sallyport::directory::graph
