#include "identity/scim/patch.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "identity/scim/filter.h"
#include "identity/scim/resource.h"

namespace sallyport::scim {
namespace {

enum class Op { add, replace, remove };

struct OpName {
  std::string_view name;
  Op op;
};
constexpr std::array kOps{OpName{"add", Op::add}, OpName{"replace", Op::replace}, OpName{"remove", Op::remove}};

Failure wrong_message(std::string detail) {
  return failure(Kind::malformed, "scim_patch", "RFC 7644 3.5.2", std::move(detail));
}

Failure no_target(std::string detail) {
  return failure(Kind::rejected, "scim_no_target", "RFC 7644 3.5.2.2", std::move(detail));
}

const json::Value* find_any_case(const json::Object& object, std::string_view name) {
  for (const json::Member& member : object)
    if (ascii_iequals(member.name, name)) return &member.value;
  return nullptr;
}

// One operation on one path.
struct Step {
  Op op = Op::add;
  Target target{};
  json::Value value{};
};

bool is_primary_element(const json::Value& element) {
  return element.as_object() && element.as_object()->find("primary") &&
         *element.as_object()->find("primary") == json::Value(true);
}

// Of several primary elements, the one that was written last stays so. RFC 7644 3.5.2: the others become false.
void keep_one_primary(json::Array& elements, const json::Array& before) {
  const auto was = [&](const json::Value& element) { return std::ranges::find(before, element) != before.end(); };
  if (std::ranges::count_if(elements, is_primary_element) < 2) return;
  for (json::Value& element : elements)
    if (is_primary_element(element) && was(element)) element.as_object()->set("primary", false);
}

// The element that a filter describes: type eq "work" and primary eq true. Absent if it says anything else.
std::optional<json::Object> element_described(const Filter& filter) {
  json::Object element;
  if (filter.kind == Filter::Kind::every) {
    for (const Filter& operand : filter.operands) {
      const auto part = element_described(operand);
      if (!part) return std::nullopt;
      for (const json::Member& member : *part) element.set(member.name, member.value);
    }
    return element;
  }
  if (filter.kind != Filter::Kind::compare || filter.comparison != Comparison::equal || filter.value.is_null())
    return std::nullopt;
  element.set(filter.place.attribute->name, filter.value);
  return element;
}

class PatchWork {
 public:
  PatchWork(ResourceKind kind, json::Object document) : kind_(kind), document_(std::move(document)) {}

  Result<void> apply(const json::Object& operation) {
    const json::Value* const op = find_any_case(operation, "op");
    const std::string* const word = op ? op->as_string() : nullptr;
    const auto known =
        std::ranges::find_if(kOps, [&](const OpName& row) { return word && ascii_iequals(row.name, *word); });
    if (known == kOps.end()) return wrong_message("op must be add, replace or remove");
    const json::Value* const given = find_any_case(operation, "value");
    const json::Value value = given ? *given : json::Value();
    const json::Value* const path = find_any_case(operation, "path");
    if (path == nullptr || path->is_null()) return apply_all(known->op, value);
    if (path->as_string() == nullptr) return wrong_message("path must be a text");
    return apply_at(known->op, *path->as_string(), value);
  }

  Result<Patched> finish() {
    SALLYPORT_TRY(auto document, read_document(kind_, document_));
    return Patched{std::move(document), std::move(members_)};
  }

 private:
  // Without a path, the members of the value are paths, or the names of attributes.
  Result<void> apply_all(Op op, const json::Value& value) {
    if (op == Op::remove) return no_target("A removal needs a path");
    if (value.as_object() == nullptr) return wrong_message("Without a path, the value must be an object");
    for (const json::Member& member : *value.as_object())
      if (!ascii_iequals(member.name, "schemas")) SALLYPORT_CHECK(apply_at(op, member.name, member.value));
    return {};
  }

  Result<void> apply_at(Op op, std::string_view path, const json::Value& value) {
    SALLYPORT_TRY(auto target, parse_target(kind_, path));
    if (target.place.attribute == nullptr) return apply_to_extension(op, target.place.extension, value);
    const Attribute& attribute = *target.place.attribute;
    if (attribute.mutability == Mutability::read_only)
      return failure(Kind::rejected, "scim_read_only", "RFC 7643 7", std::string(attribute.name) + " cannot be set");
    if (op != Op::remove && value.is_null() && !attribute.multi_valued) op = Op::remove;
    const Step step{op, std::move(target), value};
    if (attribute.name == kMembers) return change_members(step);
    return change(step);
  }

  // "urn:…:User" with an object of its attributes.
  Result<void> apply_to_extension(Op op, std::string_view urn, const json::Value& value) {
    if (op == Op::remove) {
      document_.set(urn, nullptr);
      drop_nulls(document_);
      return {};
    }
    if (value.as_object() == nullptr) return wrong_message("The value of an extension must be an object");
    for (const json::Member& member : *value.as_object())
      SALLYPORT_CHECK(apply_at(op, std::string(urn) + ":" + member.name, member.value));
    return {};
  }

  // The object in which the attribute stands.
  json::Object& container(const Place& place) {
    if (place.extension.empty()) return document_;
    json::Value& extension = document_[place.extension];
    if (extension.as_object() == nullptr) extension = json::Object();
    return *extension.as_object();
  }

  static void drop_nulls(json::Object& object) {
    json::Object kept;
    for (const json::Member& member : object)
      if (!member.value.is_null()) kept.set(member.name, member.value);
    object = std::move(kept);
  }

  Result<void> change(const Step& step) {
    const Place& place = step.target.place;
    json::Object& inside = container(place);
    json::Value& current = inside[place.attribute->name];
    SALLYPORT_CHECK(place.attribute->multi_valued ? change_list(step, current) : change_one(step, place.part, current));
    drop_nulls(inside);
    return {};
  }

  // A value that is no list, or one element of a list.
  static Result<void> change_one(const Step& step, const Attribute* part, json::Value& current) {
    const Attribute& attribute = *step.target.place.attribute;
    if (part != nullptr) {
      if (current.as_object() == nullptr) current = json::Object();
      return set_parts(step.op, *current.as_object(), *part, step.value);
    }
    if (step.op == Op::remove) {
      current = nullptr;
      return {};
    }
    Attribute single = attribute;
    single.multi_valued = false;
    SALLYPORT_TRY(auto read, read_value(single, step.value));
    if (read.as_object() == nullptr || current.as_object() == nullptr) {
      current = std::move(read);
      return {};
    }
    for (const json::Member& member : *read.as_object()) current.as_object()->set(member.name, member.value);
    return {};
  }

  static Result<void> set_parts(Op op, json::Object& object, const Attribute& part, const json::Value& value) {
    json::Value read;
    if (op != Op::remove) {
      SALLYPORT_TRY(read, read_value(part, value));
    }
    object.set(part.name, std::move(read));
    drop_nulls(object);
    return {};
  }

  static Result<void> change_list(const Step& step, json::Value& current) {
    const json::Array before = current.as_array() ? *current.as_array() : json::Array();
    json::Array elements = before;
    SALLYPORT_CHECK(step.target.elements || step.target.place.part ? change_elements(step, elements)
                                                                   : change_whole(step, elements));
    keep_one_primary(elements, before);
    std::erase_if(elements, [](const json::Value& element) {
      return element.is_null() || (element.as_object() && element.as_object()->empty());
    });
    current = elements.empty() ? json::Value() : json::Value(std::move(elements));
    return {};
  }

  // Without a filter: the list as a whole.
  static Result<void> change_whole(const Step& step, json::Array& elements) {
    json::Array given;
    if (!step.value.is_null()) {
      SALLYPORT_TRY(const auto read, read_value(*step.target.place.attribute, step.value));
      if (read.as_array()) given = *read.as_array();
    }
    if (step.op == Op::remove && !given.empty()) {
      std::erase_if(elements, [&](const json::Value& one) { return std::ranges::find(given, one) != given.end(); });
      return {};
    }
    if (step.op != Op::add) elements.clear();
    for (json::Value& one : given)
      if (std::ranges::find(elements, one) == elements.end()) elements.push_back(std::move(one));
    return {};
  }

  // The elements that fit, or all without a filter. If none does, one is made as the filter describes it.
  static Result<void> change_elements(const Step& step, json::Array& elements) {
    const auto& filter = step.target.elements;
    bool found = false;
    for (json::Value& element : elements) {
      if (element.as_object() == nullptr || (filter && !fits(*filter, *element.as_object()))) continue;
      found = true;
      SALLYPORT_CHECK(change_one(step, step.target.place.part, element));
    }
    if (found || step.op == Op::remove) return {};
    auto described = filter ? element_described(*filter) : std::optional(json::Object());
    if (!described) return no_target("No element fits the filter of the path");
    json::Value made(*std::move(described));
    SALLYPORT_CHECK(change_one(step, step.target.place.part, made));
    elements.push_back(std::move(made));
    return {};
  }

  Result<void> change_members(const Step& step) {
    if (step.op == Op::remove) return remove_members(step);
    if (step.target.elements || step.target.place.part) return no_target("Members are added and replaced as a list");
    SALLYPORT_TRY(const auto ids, read_members(step.value.is_null() ? json::Value(json::Array()) : step.value));
    if (step.op == Op::replace) members_ = {.only_these = true, .them = {}};
    for (const std::string& id : ids) members_.them[id] = true;
    return {};
  }

  Result<void> remove_members(const Step& step) {
    std::vector<std::string> ids;
    if (step.target.elements) {
      const auto id = demanded_text(*step.target.elements, "value");
      const bool is_only_that = id && step.target.elements->kind == Filter::Kind::compare;
      if (!is_only_that) return no_target("Members are removed by value: members[value eq \"…\"]");
      ids.push_back(*id);
    } else if (!step.value.is_null()) {
      SALLYPORT_TRY(ids, read_members(step.value));
    }
    if (ids.empty()) return no_target("A removal of members must say who is removed");
    for (const std::string& id : ids) members_.them[id] = false;
    return {};
  }

  ResourceKind kind_;
  json::Object document_;
  MemberChanges members_{};
};

}  // namespace

Result<Patched> apply_patch(ResourceKind kind, json::Object document, const json::Object& message) {
  const json::Value* const operations = find_any_case(message, "Operations");
  if (operations == nullptr || operations->as_array() == nullptr || operations->as_array()->empty())
    return wrong_message("Operations must be a list");
  if (operations->as_array()->size() > kMaxOperations) return wrong_message("There are too many operations");
  PatchWork work(kind, std::move(document));
  for (const json::Value& operation : *operations->as_array()) {
    if (operation.as_object() == nullptr) return wrong_message("An operation must be an object");
    SALLYPORT_CHECK(work.apply(*operation.as_object()));
  }
  return work.finish();
}

}  // namespace sallyport::scim
