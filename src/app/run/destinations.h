// The hosts that a configuration allows requests to, as the HTTP client's policy.
#pragma once

#include "app/config/section/loaded_config.h"
#include "net/engine/destination.h"

namespace sallyport::app {

inline net::Destinations destinations_of(const config::LoadedConfig& config) {
  net::Destinations destinations;
  destinations.hosts = config.outgoing_hosts;
  destinations.http_hosts = config.outgoing_http_hosts;
  destinations.loopback_hosts = config.outgoing_loopback_hosts;
  destinations.inside_hosts = config.outgoing_inside_hosts;
  destinations.ca_file = config.ca_file;
  return destinations;
}

}  // namespace sallyport::app
