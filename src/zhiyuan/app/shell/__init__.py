"""What every page shares: base templates, navigation, formats, the live stream, the API's root."""
