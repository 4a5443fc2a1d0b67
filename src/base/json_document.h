// A JSON object that is read once, such as the claims of a token. A Document keeps the text and the place of each value
// in it, and makes a value only when the caller asks for it. Up to kMaxBytes it accepts and refuses the same texts as
// json::parse_object. Use that function for values that are kept and changed. Documents are immutable, so every thread
// may read one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace sallyport::json {

class Elements;
struct Places;  // the text and the places of its values; json_places.h

// One value of a document. A view is cheap to copy. It is valid as long as a copy of the document exists, and so is
// every text that it returns.
class View {
 public:
  bool is_null() const;
  bool is_array() const;
  bool is_object() const;
  std::optional<bool> as_bool() const;
  // As in json::Value, a number without fraction and exponent that fits into 64 bits is an integer. Every other number
  // is a double.
  std::optional<std::int64_t> as_integer() const;
  std::optional<double> as_double() const;
  std::optional<std::string_view> as_string() const;

  Elements elements() const;  // in the order of the text; none if this is not an array

  std::optional<View> find(std::string_view name) const;  // absent if this is not an object with that member
  bool contains(std::string_view name) const { return find(name).has_value(); }
  std::vector<std::string_view> names() const;  // of the members, in order; empty if this is not an object

 private:
  friend class Document;
  friend class Elements;
  View(const Places* places, std::size_t node) : places_(places), node_(node) {}
  const Places* places_;
  std::size_t node_;
};

// The elements of an array, for a loop: for (const View element : view.elements()).
class Elements {
 public:
  class Iterator {
   public:
    View operator*() const { return {places_, node_}; }
    Iterator& operator++();
    bool operator==(const Iterator&) const = default;

   private:
    friend class Elements;
    Iterator(const Places* places, std::size_t node) : places_(places), node_(node) {}
    const Places* places_;
    std::size_t node_;
  };

  Iterator begin() const { return {places_, first_}; }
  Iterator end() const { return {places_, end_}; }

 private:
  friend class View;
  Elements(const Places* places, std::size_t first, std::size_t end) : places_(places), first_(first), end_(end) {}
  const Places* places_;
  std::size_t first_;
  std::size_t end_;
};

// An immutable JSON object. It is cheap to copy, because copies share the text.
class Document {
 public:
  static constexpr std::size_t kMaxBytes = 64 * 1024;

  Document() = default;  // an object without members

  // Parses a text that must be an object. Errors: those of json::parse_object. A text longer than kMaxBytes is
  // malformed/"json_size", even if `limits` allow more.
  static Result<Document> parse(std::string text, Limits limits = {});

  std::optional<View> find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name).has_value(); }
  std::vector<std::string_view> names() const;  // of the members, in order

 private:
  explicit Document(std::shared_ptr<const Places> places) : places_(std::move(places)) {}
  std::shared_ptr<const Places> places_;  // null if there are no members
};

// Copies what the view shows into a value that can be kept and changed.
Value to_value(const View& view);

}  // namespace sallyport::json
