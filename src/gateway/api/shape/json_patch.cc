#include "gateway/api/shape/json_patch.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace sallyport::gateway {
namespace {

using Verb = PatchOperation::Verb;

Failure wrong_shape(std::string why) {
  return failure(Kind::malformed, "patch_shape", "RFC 6902 4", std::move(why));
}

Failure no_place(const JsonPointer& pointer) {
  return failure(Kind::rejected, "patch_path", "RFC 6902 4", "there is nothing at " + print_json_pointer(pointer));
}

Failure too_large() {
  return failure(Kind::malformed, "patch_limit", {}, "the document would become too large or too deep");
}

// Puts the number of the operation, from 1, before the detail of an error.
template <class T>
Result<T> with_number(Result<T> result, std::size_t index) {
  if (result) return result;
  Error error = std::move(result).error();
  error.detail = "operation " + std::to_string(index + 1) + ": " + error.detail;
  return Failure(std::move(error));
}

Result<std::string> text_of(const json::Object& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  if (!value || !value->as_string()) return wrong_shape("\"" + std::string(name) + "\" must be a text");
  return *value->as_string();
}

Result<PatchOperation> parse_operation(const json::Value& text) {
  const json::Object* const object = text.as_object();
  if (!object) return wrong_shape("it must be an object");
  SALLYPORT_TRY(const std::string name, text_of(*object, "op"));
  const auto row = std::ranges::find(kPatchVerbs, name, &PatchVerb::name);
  if (row == kPatchVerbs.end()) return wrong_shape("\"op\" must be add, remove, replace, move, copy or test");
  PatchOperation operation{.verb = row->verb};
  SALLYPORT_TRY(const std::string path, text_of(*object, "path"));
  SALLYPORT_TRY(operation.path, parse_json_pointer(path));
  if (row->has_from) {
    SALLYPORT_TRY(const std::string from, text_of(*object, "from"));
    SALLYPORT_TRY(operation.from, parse_json_pointer(from));
  }
  if (row->has_value) {
    const json::Value* const value = object->find("value");
    if (!value) return wrong_shape("\"value\" is missing");
    operation.value = *value;
  }
  return operation;
}

std::size_t depth_of(const json::Value& value) {
  std::size_t deepest = 0;
  if (const json::Array* const array = value.as_array()) {
    for (const json::Value& one : *array) deepest = std::max(deepest, depth_of(one));
    return deepest + 1;
  }
  const json::Object* const object = value.as_object();
  if (!object) return 0;
  for (const json::Member& member : *object) deepest = std::max(deepest, depth_of(member.value));
  return deepest + 1;
}

std::size_t weight_of(const json::Value& value) {
  std::size_t weight = 8;
  if (const std::string* const text = value.as_string()) return weight + text->size();
  if (const json::Array* const array = value.as_array())
    for (const json::Value& one : *array) weight += weight_of(one);
  if (const json::Object* const object = value.as_object())
    for (const json::Member& member : *object) weight += member.name.size() + weight_of(member.value);
  return weight;
}

bool is_proper_beginning(const JsonPointer& beginning, const JsonPointer& pointer) {
  return beginning.size() < pointer.size() && std::ranges::equal(beginning, std::span(pointer).first(beginning.size()));
}

json::Object without(const json::Object& object, std::string_view name) {
  json::Object rest;
  for (const json::Member& member : object)
    if (member.name != name) rest.append(member.name) = member.value;
  return rest;
}

// Applies operations to one document. What they add counts against its weight, and what they remove does not count
// back, so that a list of copies cannot let it grow.
class Patcher {
 public:
  explicit Patcher(json::Value document) : document_(std::move(document)), weight_(weight_of(document_)) {}

  Result<void> apply(const PatchOperation& operation) {
    switch (operation.verb) {
      case Verb::add:
        return add(operation.path, operation.value);
      case Verb::remove:
        return remove(operation.path);
      case Verb::replace:
        return replace(operation.path, operation.value);
      case Verb::move:
        return move(operation.from, operation.path);
      case Verb::copy:
        return copy(operation.from, operation.path);
      case Verb::test:
        return test(operation.path, operation.value);
    }
    return failure(Kind::internal, "patch_verb");
  }

  json::Value take() { return std::move(document_); }

 private:
  Result<void> make_room(const JsonPointer& path, const json::Value& value) {
    weight_ += weight_of(value) + (path.empty() ? 0 : path.back().size());
    if (weight_ > kMaxPatchedWeight || path.size() + depth_of(value) > kMaxPatchedDepth) return too_large();
    return {};
  }

  // RFC 6902 4.1
  Result<void> add(const JsonPointer& path, json::Value value) {
    SALLYPORT_CHECK(make_room(path, value));
    if (path.empty()) {
      document_ = std::move(value);
      return {};
    }
    const JsonPointer above(path.begin(), path.end() - 1);
    json::Value* const parent = find_value(document_, above);
    if (!parent) return no_place(above);
    if (json::Object* const object = parent->as_object()) {
      if (!object->contains(path.back()) && object->size() >= json::kMaxMembers) return too_large();
      object->set(path.back(), std::move(value));
      return {};
    }
    json::Array* const array = parent->as_array();
    if (!array) return no_place(path);
    // "-" and the index after the last element append.
    const auto index = path.back() == "-" ? array->size() : array_index(path.back(), array->size() + 1);
    if (!index) return no_place(path);
    array->insert(array->begin() + static_cast<std::ptrdiff_t>(*index), std::move(value));
    return {};
  }

  // RFC 6902 4.2. Stricter: the whole document cannot be removed.
  Result<void> remove(const JsonPointer& path) {
    if (path.empty() || !find_value(document_, path)) return no_place(path);
    json::Value* const parent = find_value(document_, JsonPointer(path.begin(), path.end() - 1));
    if (json::Object* const object = parent->as_object()) {
      *object = without(*object, path.back());
      return {};
    }
    json::Array& array = *parent->as_array();
    array.erase(array.begin() + static_cast<std::ptrdiff_t>(*array_index(path.back(), array.size())));
    return {};
  }

  // RFC 6902 4.3
  Result<void> replace(const JsonPointer& path, const json::Value& value) {
    json::Value* const target = find_value(document_, path);
    if (!target) return no_place(path);
    SALLYPORT_CHECK(make_room(path, value));
    *target = value;
    return {};
  }

  // RFC 6902 4.4
  Result<void> move(const JsonPointer& from, const JsonPointer& path) {
    json::Value* const source = find_value(document_, from);
    if (!source) return no_place(from);
    if (from == path) return {};
    if (is_proper_beginning(from, path))
      return failure(Kind::rejected, "patch_path", "RFC 6902 4.4", "a value cannot move into itself");
    json::Value value = std::move(*source);
    SALLYPORT_CHECK(remove(from));
    return add(path, std::move(value));
  }

  // RFC 6902 4.5
  Result<void> copy(const JsonPointer& from, const JsonPointer& path) {
    const json::Value* const source = find_value(document_, from);
    if (!source) return no_place(from);
    return add(path, *source);
  }

  // RFC 6902 4.6
  Result<void> test(const JsonPointer& path, const json::Value& value) {
    const json::Value* const found = find_value(document_, path);
    if (!found) return no_place(path);
    if (is_same_json(*found, value)) return {};
    return failure(Kind::conflict, "patch_test", "RFC 6902 4.6",
                   "the value at " + print_json_pointer(path) + " is another one");
  }

  json::Value document_;
  std::size_t weight_;
};

std::optional<double> number_of(const json::Value& value) {
  if (const std::int64_t* const integer = value.as_integer()) return static_cast<double>(*integer);
  if (const double* const real = value.as_double()) return *real;
  return std::nullopt;
}

std::string first_of(const JsonPointer& pointer) {
  return pointer.empty() ? std::string() : pointer.front();
}

}  // namespace

Result<JsonPatch> parse_patch(const json::Value& text) {
  const json::Array* const operations = text.as_array();
  if (!operations) return wrong_shape("a patch must be an array of operations");
  if (operations->size() > kMaxPatchOperations)
    return failure(Kind::malformed, "patch_limit", {},
                   "a patch has at most " + std::to_string(kMaxPatchOperations) + " operations");
  JsonPatch patch;
  for (const json::Value& one : *operations) {
    SALLYPORT_TRY(auto operation, with_number(parse_operation(one), patch.size()));
    patch.push_back(std::move(operation));
  }
  return patch;
}

Result<json::Value> apply_patch(json::Value document, const JsonPatch& patch) {
  Patcher patcher(std::move(document));
  for (std::size_t i = 0; i < patch.size(); ++i) SALLYPORT_CHECK(with_number(patcher.apply(patch[i]), i));
  return patcher.take();
}

TouchedMembers touched_members(const JsonPatch& patch) {
  TouchedMembers touched;
  for (const PatchOperation& operation : patch) {
    (operation.verb == Verb::test ? touched.read : touched.written).insert(first_of(operation.path));
    if (operation.verb == Verb::copy) touched.read.insert(first_of(operation.from));
    if (operation.verb == Verb::move) touched.written.insert(first_of(operation.from));
  }
  return touched;
}

bool is_same_json(const json::Value& a, const json::Value& b) {
  if (a.as_integer() && b.as_integer()) return a == b;
  if (const auto number = number_of(a)) return number == number_of(b);
  const json::Array* const array = a.as_array();
  if (array && b.as_array()) return std::ranges::equal(*array, *b.as_array(), is_same_json);
  const json::Object* const object = a.as_object();
  const json::Object* const other = b.as_object();
  if (!object || !other) return a == b;
  return object->size() == other->size() && std::ranges::all_of(*object, [&](const json::Member& member) {
           const json::Value* const same = other->find(member.name);
           return same && is_same_json(member.value, *same);
         });
}

}  // namespace sallyport::gateway
