// A JSON object as it was read: its text, and where each value stands in it. For what is read once and then forgotten,
// such as the claims of a token: no value is made that nobody asks for. Grammar and refusals are those of json::parse,
// which is for values that are kept and changed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace sallyport::json {

class Elements;
struct Places;  // the text and its nodes; in json_document.cc

// One value of a document, cheap to copy. It and all texts that it gives are good as long as a copy of the document is.
class View {
 public:
  bool is_null() const;
  bool is_array() const;
  bool is_object() const;
  std::optional<bool> as_bool() const;
  std::optional<std::int64_t> as_integer() const;  // as with Value: a whole number that fits; all others are double
  std::optional<double> as_double() const;
  std::optional<std::string_view> as_string() const;

  Elements elements() const;  // in order; none where this is no array

  std::optional<View> find(std::string_view name) const;  // a member; absent where this is no object
  bool contains(std::string_view name) const { return find(name).has_value(); }
  std::vector<std::string_view> names() const;  // of the members, in order; empty where this is no object

 private:
  friend class Document;
  friend class Elements;
  View(const Places* places, std::size_t node) : places_(places), node_(node) {}
  const Places* places_;
  std::size_t node_;
};

// For a loop: for (const View element : view.elements()).
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

// Immutable, cheap to copy (shared).
class Document {
 public:
  static constexpr std::size_t kMaxBytes = 64 * 1024;

  Document() = default;  // an object without members

  // Errors: those of json::parse_object. A text over kMaxBytes is malformed/"json_size" whatever the limits say.
  static Result<Document> parse(std::string text, Limits limits = {});

  std::optional<View> find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name).has_value(); }
  std::vector<std::string_view> names() const;  // of the members, in order

 private:
  explicit Document(std::shared_ptr<const Places> places) : places_(std::move(places)) {}
  std::shared_ptr<const Places> places_;  // null: no members
};

// The same as a value, to be kept or changed.
Value to_value(const View& view);

}  // namespace sallyport::json
