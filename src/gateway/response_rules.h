// What becomes of the headers of an application's answer on its way to the client.
#pragma once

#include <memory>
#include <string_view>

#include "gateway/site.h"
#include "http/handler.h"

namespace sallyport::gateway {

enum class Audience { everybody, one_person };  // where an answer is for one person, no shared cache may keep it

// The site must outlive the rules.
std::shared_ptr<const http::ResponseRules> response_rules(const Site& site, Audience audience);

// A header of an upstream's answer that would set or clear a cookie of ours: no application signs people in or out here
// (attack SES-08).
bool meddles_with_our_cookies(const http::HeaderView& header, const Site& site);

}  // namespace sallyport::gateway
