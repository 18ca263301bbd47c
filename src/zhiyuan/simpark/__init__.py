"""A made-up park: sky, people, physics, seeds. Publishes over MQTT like any device."""
