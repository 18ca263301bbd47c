"""How an enterprise stands: by its registration, and whether it suspended its business for a time."""

FOUNDING, ACTIVE, SUSPENDED, REVOKED, REMOVED = "founding", "active", "suspended", "revoked", "removed"
KEPT = (FOUNDING, ACTIVE, REVOKED, REMOVED)
"""What is remembered; suspended follows from the days of a suspension."""

COMPANY, PARTNERSHIP, SOLE, INDIVIDUAL, BRANCH = "company", "partnership", "sole", "individual", "branch"
LEGAL_FORMS = (COMPANY, PARTNERSHIP, SOLE, INDIVIDUAL, BRANCH)
"""公司, 合伙企业, 个人独资企业, 个体工商户, 分支机构: 市场主体登记管理条例 第二条."""

PARTICULARS = ("name", "uscc", "legal_form", "address", "representative", "business_scope")
"""What is registered of an enterprise and may change: 市场主体登记管理条例 第八条."""
