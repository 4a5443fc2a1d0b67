#include "base/json_document.h"

#include <algorithm>
#include <charconv>

#include "base/json_places.h"

namespace sallyport::json {

bool View::is_null() const {
  return places_->is(Type::null, node_);
}

bool View::is_array() const {
  return places_->is(Type::array, node_);
}

bool View::is_object() const {
  return places_->is(Type::object, node_);
}

std::optional<bool> View::as_bool() const {
  if (!places_->is(Type::boolean, node_)) return std::nullopt;
  return places_->nodes[node_].size != 0;
}

std::optional<std::int64_t> View::as_integer() const {
  if (!places_->is(Type::integer, node_)) return std::nullopt;
  const std::string_view text = places_->text_of(node_);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);  // the parser has checked that it fits
  return number;
}

std::optional<double> View::as_double() const {
  if (!places_->is(Type::real, node_)) return std::nullopt;
  const auto value = parse(places_->text_of(node_));
  return *value->as_double();
}

std::optional<std::string_view> View::as_string() const {
  if (!places_->is(Type::string, node_)) return std::nullopt;
  return places_->text_of(node_);
}

Elements View::elements() const {
  return {places_, node_ + 1, is_array() ? places_->nodes[node_].next : node_ + 1};
}

std::optional<View> View::find(std::string_view name) const {
  const std::size_t at = is_object() ? places_->find_name(node_, places_->nodes[node_].next, name) : 0;
  if (at == 0) return std::nullopt;
  return View(places_, at + 1);
}

std::vector<std::string_view> View::names() const {
  std::vector<std::string_view> names;
  if (!is_object()) return names;
  for (std::size_t at = node_ + 1; at < places_->nodes[node_].next; at = places_->nodes[at + 1].next)
    names.push_back(places_->text_of(at));
  return names;
}

Elements::Iterator& Elements::Iterator::operator++() {
  node_ = places_->nodes[node_].next;
  return *this;
}

Result<Document> Document::parse(std::string text, Limits limits) {
  if (text.size() > std::min(limits.bytes, kMaxBytes)) return failure(Kind::malformed, "json_size");
  auto places = std::make_shared<Places>();
  places->text = std::move(text);
  SALLYPORT_CHECK(read_places(*places, limits.depth));
  return Document(std::move(places));
}

std::optional<View> Document::find(std::string_view name) const {
  if (!places_) return std::nullopt;
  return View(places_.get(), 0).find(name);
}

std::vector<std::string_view> Document::names() const {
  if (!places_) return {};
  return View(places_.get(), 0).names();
}

// Recurses once for each level of nesting. The limits of Document::parse bound the levels.
Value to_value(const View& view) {
  if (view.is_object()) {
    Object object;
    for (const std::string_view name : view.names()) object.append(std::string(name)) = to_value(*view.find(name));
    return object;
  }
  if (view.is_array()) {
    Array array;
    for (const View element : view.elements()) array.push_back(to_value(element));
    return array;
  }
  if (const auto text = view.as_string()) return *text;
  if (const auto flag = view.as_bool()) return *flag;
  if (const auto whole = view.as_integer()) return *whole;
  if (const auto number = view.as_double()) return *number;
  return nullptr;
}

}  // namespace sallyport::json
