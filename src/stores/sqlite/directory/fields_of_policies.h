// The fields of the policies of conditional access and of their named locations.
#pragma once

#include "entra/conditional_access.h"
#include "stores/sqlite/directory/fields.h"

namespace sallyport::stores {

template <>
struct Fields<entra::NamedLocation> {
  static void walk(auto& io, auto& location) {
    io.field("id", location.id);
    io.field("tenant", location.tenant);
    io.field("display_name", location.display_name);
    io.field("trusted", location.trusted);
    io.field("networks", location.networks);
    io.field("created", location.created);
    io.field("modified", location.modified);
  }
};

template <>
struct Fields<entra::PolicyPeople> {
  static void walk(auto& io, auto& people) {
    io.field("everybody", people.everybody);
    io.field("guests", people.guests);
    io.field("people", people.people);
    io.field("groups", people.groups);
    io.field("roles", people.roles);
  }
};

template <>
struct Fields<entra::PolicyApps> {
  static void walk(auto& io, auto& apps) {
    io.field("all", apps.all);
    io.field("apps", apps.apps);
  }
};

template <>
struct Fields<entra::PolicyPlaces> {
  static void walk(auto& io, auto& places) {
    io.field("everywhere", places.everywhere);
    io.field("trusted", places.trusted);
    io.field("locations", places.locations);
  }
};

template <>
struct Fields<entra::SignInFrequency> {
  static void walk(auto& io, auto& frequency) {
    io.field("every_time", frequency.every_time);
    io.field("value", frequency.value);
    io.field("unit", frequency.unit);
  }
};

template <>
struct Fields<entra::ConditionalAccessPolicy> {
  static void walk(auto& io, auto& policy) {
    io.field("id", policy.id);
    io.field("tenant", policy.tenant);
    io.field("display_name", policy.display_name);
    io.field("state", policy.state);
    io.field("include_people", policy.include_people);
    io.field("exclude_people", policy.exclude_people);
    io.field("include_apps", policy.include_apps);
    io.field("exclude_apps", policy.exclude_apps);
    io.field("contexts", policy.contexts);
    io.field("include_places", policy.include_places);
    io.field("exclude_places", policy.exclude_places);
    io.field("client_kinds", policy.client_kinds);
    io.field("grant_operator", policy.grant_operator);
    io.field("controls", policy.controls);
    io.field("sign_in_frequency", policy.sign_in_frequency);
    io.field("created", policy.created);
    io.field("modified", policy.modified);
  }
};

}  // namespace sallyport::stores
