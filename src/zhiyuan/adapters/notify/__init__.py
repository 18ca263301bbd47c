"""Telling people outside the pages: by mail, by SMS, in a group of 企业微信 or 钉钉.

``letter`` is what is said and how it may fail; ``mail`` speaks SMTP, ``sms`` the API of Alibaba Cloud, ``groups`` the
webhooks of group robots. None of them tries twice: the outbox does, which outlives the process. Not a field protocol.
"""
