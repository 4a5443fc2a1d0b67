#include "directory/graph/shape/body.h"

#include <algorithm>

#include "base/text.h"
#include "directory/graph/shape/times.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::size_t kMaxDepth = 8;

bool is_blank(const json::Value& value) {
  if (value.is_null()) return true;
  if (const auto* flag = value.as_bool()) return !*flag;
  if (const auto* text = value.as_string()) return text->empty();
  if (const auto* array = value.as_array()) return array->empty();
  const auto* object = value.as_object();
  return object != nullptr &&
         std::all_of(object->begin(), object->end(), [](const json::Member& member) { return is_blank(member.value); });
}

}  // namespace

Answered<json::Object> read_body(const Exchange& exchange) {
  if (trim(exchange.request.body).empty()) return json::Object();
  auto body = json::parse_object(exchange.request.body, {.bytes = exchange.request.body.size(), .depth = kMaxDepth});
  if (!body)
    return refuse(400, "BadRequest",
                  "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of "
                  "valid JSON format.");
  return *std::move(body);
}

Fields::Fields(const json::Object& object, std::string_view resource, std::string place)
    : object_(object), resource_(resource), place_(std::move(place)) {}

const json::Value* Fields::take(std::string_view name) {
  known_.push_back(name);
  return object_.find(name);
}

Failure Fields::wrong(std::string_view name, std::string_view expected) const {
  return invalid(path_of(name), resource_, expected);
}

Result<void> Fields::text(std::string_view name, std::string& target, std::size_t most) {
  const json::Value* value = take(name);
  if (value == nullptr) return {};
  if (value->is_null()) {
    target.clear();
    return {};
  }
  const auto* text = value->as_string();
  if (text == nullptr || text->size() > most)
    return wrong(name, "It must be a text of at most " + std::to_string(most) + " characters.");
  target = *text;
  return {};
}

Result<void> Fields::name(std::string_view name, std::string& target, std::size_t most) {
  std::string given = target;
  SALLYPORT_CHECK(text(name, given, most));
  if (has(name) && (given.empty() || has_control(given)))
    return wrong(name, "It must have 1 to " + std::to_string(most) + " characters.");
  target = std::move(given);
  return {};
}

Result<void> Fields::guid(std::string_view name, std::string& target) {
  std::string given = target;
  SALLYPORT_CHECK(text(name, given));
  if (has(name) && !is_guid(given)) return wrong(name, "It must be a GUID.");
  target = ascii_lower(given);
  return {};
}

Result<void> Fields::flag(std::string_view name, bool& target) {
  const json::Value* value = take(name);
  if (value == nullptr) return {};
  const bool* flag = value->as_bool();
  if (flag == nullptr && !value->is_null()) return wrong(name, "It must be true or false.");
  target = flag != nullptr && *flag;
  return {};
}

Result<void> Fields::number(std::string_view name, std::optional<int>& target) {
  const json::Value* value = take(name);
  if (value == nullptr) return {};
  if (value->is_null()) {
    target.reset();
    return {};
  }
  const auto* number = value->as_integer();
  if (number == nullptr || *number < 0 || *number > 1'000'000) return wrong(name, "It must be a number.");
  target = static_cast<int>(*number);
  return {};
}

Result<void> Fields::time(std::string_view name, std::optional<UnixTime>& target) {
  const json::Value* value = take(name);
  if (value == nullptr || value->is_null()) return {};
  const auto* text = value->as_string();
  const auto time = text == nullptr ? std::nullopt : parse_time(*text);
  if (!time) return wrong(name, "Write a time as 2026-11-29T23:00:00Z.");
  target = *time;
  return {};
}

Result<void> Fields::texts(std::string_view name, std::vector<std::string>& target, std::size_t most) {
  const json::Value* value = take(name);
  if (value == nullptr) return {};
  const json::Array* array = value->as_array();
  if (array == nullptr || array->size() > kMaxItems) return wrong(name, "It must be a list of texts.");
  std::vector<std::string> made;
  for (const json::Value& item : *array) {
    const auto* text = item.as_string();
    if (text == nullptr || text->empty() || text->size() > most) return wrong(name, "It must be a list of texts.");
    made.push_back(*text);
  }
  target = std::move(made);
  return {};
}

Result<void> Fields::object(std::string_view name, const Read& read) {
  const json::Value* value = take(name);
  if (value == nullptr || value->is_null()) return {};
  const json::Object* object = value->as_object();
  if (object == nullptr) return wrong(name, "It must be an object.");
  Fields fields(*object, resource_, path_of(name) + ".");
  SALLYPORT_CHECK(read(fields));
  return fields.no_others();
}

Result<bool> Fields::each_object(std::string_view name, const Read& read) {
  const json::Value* value = take(name);
  if (value == nullptr) return false;
  const json::Array* array = value->as_array();
  if (array == nullptr || array->size() > kMaxItems) return wrong(name, "It must be a list of objects.");
  for (const json::Value& item : *array) {
    const json::Object* object = item.as_object();
    if (object == nullptr) return wrong(name, "It must be a list of objects.");
    Fields fields(*object, resource_, path_of(name) + ".");
    SALLYPORT_CHECK(read(fields));
    SALLYPORT_CHECK(fields.no_others());
  }
  return true;
}

Result<void> Fields::unchanged(std::string_view name, const json::Value& stored) {
  const json::Value* value = take(name);
  if (value == nullptr || *value == stored) return {};
  return wrong(name, "The property is read-only.");
}

Result<void> Fields::unused(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const json::Value* value = take(name);
    if (value != nullptr && !is_blank(*value)) return wrong(name, "The directory does not have this property.");
  }
  return {};
}

Result<void> Fields::no_others() const {
  for (const json::Member& member : object_) {
    if (member.name.find('@') != std::string::npos) continue;  // an annotation, such as @odata.type
    if (std::ranges::find(known_, member.name) == known_.end())
      return wrong(member.name, "The property does not exist on this resource.");
  }
  return {};
}

Answered<entra::ObjectId> read_reference(const Exchange& exchange) {
  SALLYPORT_ASK(const auto body, read_body(exchange));
  const json::Value* value = body.find("@odata.id");
  const std::string* url = value == nullptr ? nullptr : value->as_string();
  const std::string_view text = url == nullptr ? std::string_view() : *url;
  const std::string_view id = text.substr(text.rfind('/') + 1);
  if (!is_guid(id))
    return refuse(400, "Request_BadRequest", "The body must hold \"@odata.id\" with the address of an object.",
                  "@odata.id");
  return entra::ObjectId(ascii_lower(id));
}

}  // namespace sallyport::directory::graph
