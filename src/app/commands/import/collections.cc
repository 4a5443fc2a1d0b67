#include "app/commands/import/collections.h"

#include "app/commands/api/object.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kMostObjects = 100'000;  // of one kind
constexpr std::string_view kObjectsOfPage = "500";

Failure strange_answer(const Collection& collection, std::string_view what) {
  return failure(Kind::unavailable, "api_answer", {},
                 "The list of " + std::string(collection.name) + " " + std::string(what) + ".");
}

// Takes the objects of a page. Returns how many there were.
Result<std::size_t> take_page(const Collection& collection, const json::Value& page,
                              std::map<std::string, json::Object>& objects) {
  const json::Value* const data = page.as_object() ? page.as_object()->find("data") : nullptr;
  if (!data || !data->as_array()) return strange_answer(collection, "is no list");
  for (const json::Value& one : *data->as_array()) {
    const std::string name = text_of(one, "name");
    if (name.empty()) return strange_answer(collection, "has an entry without a name");
    objects.insert_or_assign(name, *one.as_object());
  }
  if (objects.size() > kMostObjects) return strange_answer(collection, "is too long");
  return data->as_array()->size();
}

Result<void> read_collection(const ApiClient& gateway, std::string_view api, const Collection& collection,
                             bool with_deleted, std::map<std::string, json::Object>& objects) {
  std::string after;
  for (std::size_t pages = 0; pages <= kMostObjects; ++pages) {
    ApiCall call{.path = std::string(api) + std::string(collection.name)};
    call.query.add("limit", kObjectsOfPage);
    if (!collection.fields.empty()) call.query.add("fields", collection.fields);
    if (with_deleted) call.query.add("include", "all");
    if (!after.empty()) call.query.add("after", after);
    SALLYPORT_TRY(const auto page, gateway.send(call));
    SALLYPORT_TRY(const auto taken, take_page(collection, page.body, objects));
    const json::Value* const paging = page.body.as_object()->find("paging");
    const std::string next = paging ? text_of(*paging, "after") : std::string();
    if (next.empty() || next == after || taken == 0) return {};
    after = next;
  }
  return strange_answer(collection, "does not end");
}

}  // namespace

Result<Objects> read_objects(const ApiClient& gateway, std::string_view api, bool with_deleted) {
  Objects objects;
  for (const Collection& collection : kCollections)
    SALLYPORT_CHECK(read_collection(gateway, api, collection, with_deleted, objects[std::string(collection.name)]));
  return objects;
}

}  // namespace sallyport::app
