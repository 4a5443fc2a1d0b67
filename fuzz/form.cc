// A parsed form stays the same when it is printed and parsed again, and holds only clean text.
#include "http/form.h"

#include "base/text.h"
#include "fuzz/fuzz.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto form = http::Form::parse(text);
  if (!form) return;
  bool any_twice = false;
  for (const auto& [name, value] : form->fields()) {
    require(is_utf8(name) && is_utf8(value));
    require(name.find('\0') == name.npos && value.find('\0') == value.npos);
    const auto one = form->one(name);
    any_twice = any_twice || !one;
    require(!one || *one == value);
  }
  require(form->has_duplicate() == any_twice);
  const auto again = http::Form::parse(form->print());
  require(again && again->fields() == form->fields());
}
