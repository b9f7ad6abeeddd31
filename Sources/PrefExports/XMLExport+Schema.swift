extension XMLExport {
  /// The XML Schema of the document, the same as `schemas/exports/comparisons.xsd`.
  public static let xmlSchema = #"""
    <?xml version="1.0" encoding="UTF-8"?>
    <!-- Comparisons as the export "xml" writes them: the canonical record, one element a comparison. -->
    <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:prefkit:comparisons:1"
        targetNamespace="urn:prefkit:comparisons:1" elementFormDefault="qualified" version="1">
      <xs:element name="comparisons">
        <xs:complexType>
          <xs:sequence>
            <xs:element name="comparison" type="comparison" minOccurs="0" maxOccurs="unbounded"/>
          </xs:sequence>
        </xs:complexType>
      </xs:element>

      <xs:complexType name="comparison">
        <xs:annotation>
          <xs:documentation>One judgement: what was asked, and the two completions.</xs:documentation>
        </xs:annotation>
        <xs:sequence>
          <xs:element name="prompt" type="prompt"/>
          <xs:element name="chosen" type="completion"/>
          <xs:element name="rejected" type="completion"/>
          <xs:element name="annotation" type="annotation" minOccurs="0" maxOccurs="unbounded"/>
          <xs:element name="score" type="score" minOccurs="0" maxOccurs="unbounded"/>
          <xs:element name="source" type="source" minOccurs="0"/>
          <xs:element name="metadata" type="xs:string" minOccurs="0"/>
        </xs:sequence>
        <xs:attribute name="id" type="id" use="required"/>
        <xs:attribute name="margin" type="number"/>
        <xs:attribute name="tie" type="xs:boolean"/>
        <xs:attribute name="weight" type="number"/>
      </xs:complexType>

      <xs:complexType name="prompt">
        <xs:sequence>
          <xs:element name="turn" type="turn" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence>
      </xs:complexType>

      <xs:complexType name="completion">
        <xs:sequence>
          <xs:element name="turn" type="turn" maxOccurs="unbounded"/>
        </xs:sequence>
        <xs:attribute name="model" type="xs:string"/>
      </xs:complexType>

      <xs:complexType name="turn">
        <xs:simpleContent>
          <xs:extension base="xs:string">
            <xs:attribute name="role" type="role" use="required"/>
          </xs:extension>
        </xs:simpleContent>
      </xs:complexType>

      <xs:complexType name="annotation">
        <xs:attribute name="annotator" type="xs:string" use="required"/>
        <xs:attribute name="choice" type="choice" use="required"/>
        <xs:attribute name="strength" type="number"/>
        <xs:attribute name="position" type="position"/>
      </xs:complexType>

      <xs:complexType name="score">
        <xs:attribute name="name" type="xs:string" use="required"/>
        <xs:attribute name="chosen" type="number" use="required"/>
        <xs:attribute name="rejected" type="number" use="required"/>
      </xs:complexType>

      <xs:complexType name="source">
        <xs:attribute name="dataset" type="xs:string" use="required"/>
        <xs:attribute name="subset" type="xs:string" use="required"/>
        <xs:attribute name="split" type="xs:string" use="required"/>
        <xs:attribute name="file" type="xs:string" use="required"/>
        <xs:attribute name="row" type="xs:nonNegativeInteger" use="required"/>
      </xs:complexType>

      <xs:simpleType name="id">
        <xs:restriction base="xs:string"><xs:pattern value="[0-9a-f]{32}"/></xs:restriction>
      </xs:simpleType>
      <xs:simpleType name="number">
        <xs:restriction base="xs:string">
          <xs:pattern value="-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+\-]?[0-9]+)?"/>
        </xs:restriction>
      </xs:simpleType>
      <xs:simpleType name="role">
        <xs:restriction base="xs:string">
          <xs:enumeration value="system"/><xs:enumeration value="user"/>
          <xs:enumeration value="assistant"/><xs:enumeration value="tool"/>
        </xs:restriction>
      </xs:simpleType>
      <xs:simpleType name="choice">
        <xs:restriction base="xs:string">
          <xs:enumeration value="chosen"/><xs:enumeration value="rejected"/><xs:enumeration value="tie"/>
        </xs:restriction>
      </xs:simpleType>
      <xs:simpleType name="position">
        <xs:restriction base="xs:string"><xs:enumeration value="first"/><xs:enumeration value="second"/></xs:restriction>
      </xs:simpleType>
    </xs:schema>

    """#
}
